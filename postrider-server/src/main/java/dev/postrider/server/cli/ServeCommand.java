package dev.postrider.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code serve}: the relay as a service. It is started by whoever runs the command line. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        customSynopsis = "postrider serve [--PROPERTY=VALUE ...]",
        description = {
            "Runs the relay until SIGTERM or ctrl-c.",
            "",
            "Any number of them may run for one outbox: one delivers, the others stand by and take over.",
            "One of them may deliver from many outboxes, and several share these.",
            "Databases that are down are waited for. SIGTERM stops it within 10 seconds.",
        },
        footer = {
            "",
            "Environment besides the databases':",
            "  POSTRIDER_DATABASES_FILE            many outboxes: a file with their URLs, instead of DATABASE_URL",
            "  POSTRIDER_PROCESS_NAME              this process among those that share outboxes (made up)",
            "  CH_OUTBOX_BATCH_SIZE                events in a batch at most, 1 to 1000000 (10000)",
            "  CH_OUTBOX_PROCESSING_FREQUENCY_SEC  longest wait for a batch to fill, in seconds, 0 to 3600 (1)",
            "  ENVIRONMENT                         name of the deployment (Local)",
            "  LOG_LEVEL                           TRACE, DEBUG, INFO, WARN, ERROR or OFF (INFO)",
            "  LOG_FORMATTER                       console or json (console)",
            "  SENTRY_CONFIG_DSN                   where errors are reported (nowhere)",
            "  POSTRIDER_CONSOLE_PATH              where the web console is, or off (/console)",
            "  OTEL_EXPORTER_OTLP_ENDPOINT         where traces are sent, by OTLP (nowhere)",
            "  SERVER_PORT                         port of this process (8001)",
            "  SERVER_ADDRESS                      address that it listens on (127.0.0.1; 0.0.0.0 is every one)",
            "",
            "HTTP, on SERVER_PORT:",
            "  /console                     the web console; postrider accounts makes logins",
            "  /actuator/health             the state of everything; 503 if something is down",
            "  /actuator/health/liveness    whether the process works; databases don't matter",
            "  /actuator/prometheus         metrics",
            "  /actuator/fleet              which process has which of many outboxes",
        })
final class ServeCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Unmatched
    List<String> properties = new ArrayList<>();

    @Override
    public Integer call() {
        properties.stream().filter(word -> !isProperty(word)).findFirst().ifPresent(word -> {
            throw new ParameterException(spec.commandLine(), "'" + word + "' is not of the form --PROPERTY=VALUE");
        });
        if (properties.stream().anyMatch(word -> word.startsWith("--url="))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--url goes with a command that asks a server, as postrider status --url=…; serve is the server itself");
        }
        ((Postrider) spec.root().userObject()).startService(properties);
        return ExitCodes.FINE;
    }

    /** Whether this is one of Spring's properties, as the service takes them. */
    static boolean isProperty(String argument) {
        return argument.matches("--[A-Za-z0-9_.\\[\\]-]+=.*");
    }
}
