package dev.postrider.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Prometheus' own tool on the alert rules; that their metrics exist is for {@link DeliveryTest}. */
class AlertRulesTest {

    private static final Path ALERTS = Path.of("../ops/alerts");

    @Test
    void promtoolAcceptsTheRulesAndTheirUnitTests() throws Exception {
        assumeTrue(isOnThePath("promtool"), "promtool is not on the PATH (Debian: apt-get install prometheus)");

        run(List.of("promtool", "check", "rules", "postrider.rules.yml"));
        run(List.of("promtool", "test", "rules", "postrider.rules.test.yml"));
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(ALERTS.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static boolean isOnThePath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
