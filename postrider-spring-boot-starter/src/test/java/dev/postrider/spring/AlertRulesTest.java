package dev.postrider.spring;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Prometheus' own tool on the alert rules; that a real relay's figures make them fire is for {@link AlertsTest}. */
class AlertRulesTest {

    private static final Path ALERTS = Path.of("../ops/alerts");

    @Test
    void promtoolAcceptsTheRulesAndTheirUnitTests() throws Exception {
        Promtool.assumeThere();

        Promtool.run(ALERTS, "check", "rules", "postrider.rules.yml");
        Promtool.run(ALERTS, "test", "rules", "postrider.rules.test.yml");
    }
}
