package dev.postrider.examples.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.examples.users.service.SharedService;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The images' health check, run against a real service. */
@ExtendWith(SharedService.Extension.class)
class HealthCheckScriptTest {
    private final int port;

    HealthCheckScriptTest(SharedService service) {
        this.port = service.client().base().getPort();
    }

    @Test
    void succeedsForAServiceThatIsReady() throws Exception {
        assertThat(healthy(Integer.toString(port), null)).isZero();
    }

    @Test
    void followsTheVariableThatMovesTheService() throws Exception {
        assertThat(healthy("1", Integer.toString(port))).isZero();
    }

    @Test
    void failsWhereNobodyListens() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(healthy(Integer.toString(free), null)).isNotZero();
    }

    private static int healthy(String port, @Nullable String moved) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("../../ops/docker/healthy", port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().remove("PORT");
        builder.environment().remove("SERVER_PORT");
        if (moved != null) {
            builder.environment().put("SERVER_PORT", moved);
        }
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
