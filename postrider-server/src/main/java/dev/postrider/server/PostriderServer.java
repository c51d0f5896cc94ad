package dev.postrider.server;

import dev.postrider.server.cli.Postrider;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Runs a command, or starts what the command {@code serve} is for: a relay with health and metrics on an HTTP port. */
@SpringBootApplication
public class PostriderServer {

    public static void main(String[] args) {
        Postrider commandLine = new Postrider(System.getenv());
        int exitCode = commandLine.run(args);
        List<String> properties = commandLine.service();
        if (properties == null) {
            System.exit(exitCode);
        } else {
            SpringApplication.run(PostriderServer.class, properties.toArray(String[]::new));
        }
    }
}
