package dev.postrider.spring.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is logged with hostile values by an application that has the starter, in the formats that it has by default. */
@ExtendWith(OutputCaptureExtension.class)
class EscapedLogsTest {
    private static final String TYPE = "x\nFORGED\r\u001b[31m\u009b2K\u0085\u2028\u2029\u202ey";
    private static final String ESCAPED = "x\\nFORGED\\r\\u001b[31m\\u009b2K\\u0085\\u2028\\u2029\\u202ey";

    /** What Spring Boot leaves there for the log's configuration reaches whoever starts next in this process. */
    private final Properties systemBefore = (Properties) System.getProperties().clone();

    @Configuration
    static class Application {}

    @AfterEach
    void leaveTheSystemAsItWas() {
        System.setProperties(systemBefore);
    }

    @Test
    void aValueStaysInItsLine(CapturedOutput output) {
        assertThat(logged(output, log -> log.warn("refused {} of {}", TYPE, "orders")))
                .singleElement()
                .asString()
                .endsWith(": refused " + ESCAPED + " of orders");
    }

    @Test
    void aMessageWithLinesOfItsOwnKeepsThemMarked(CapturedOutput output) {
        assertThat(logged(output, log -> log.warn("refused " + TYPE + "\n\tend")))
                .satisfiesExactly(
                        first -> assertThat(first).endsWith(": refused x"),
                        second -> assertThat(second).isEqualTo("  | FORGED"),
                        third -> assertThat(third).startsWith("  | \\u001b[31m").endsWith("\\u202ey"),
                        last -> assertThat(last).isEqualTo("  |     end"));
    }

    @Test
    void keyValuesAndTheLogContextStayInTheirLine(CapturedOutput output) {
        try (var bound = MDC.putCloseable("outbox", TYPE)) {
            assertThat(logged(
                            output,
                            log -> log.atWarn().addKeyValue("event_type", TYPE).log("refused"),
                            "--logging.pattern.correlation=[%X{outbox}] ",
                            "--logging.pattern.level=%p %kvp"))
                    .singleElement()
                    .asString()
                    .contains("event_type=\"" + ESCAPED + "\"", "[" + ESCAPED + "]");
        }
    }

    @Test
    void fieldsStandAtTheEndOfTheLineUnlessItsTextSaysThemOrItsPatternHasAPlaceForThem(CapturedOutput output) {
        Consumer<Logger> logging = log -> log.atInfo()
                .addKeyValue("user_id", 2)
                .addKeyValue("reason", "Connection refused")
                .addKeyValue("name", "Ann \"Lee\"")
                .addKeyValue("nobody", (Object) null)
                .addKeyValue("event_type", TYPE)
                .log("not created: Connection refused");

        assertThat(logged(output, logging))
                .singleElement()
                .asString()
                .endsWith(": not created: Connection refused (user_id=2, name=\"Ann \"Lee\"\", nobody=null, event_type="
                        + ESCAPED + ")");
        assertThat(logged(output, logging, "--logging.pattern.level=%p %kvp"))
                .singleElement()
                .asString()
                .contains("user_id=\"2\"")
                .endsWith(": not created: Connection refused");
        assertThat(logged(output, log -> log.info("started")))
                .singleElement()
                .asString()
                .endsWith(": started");
    }

    @Test
    void aFailuresMessageBeginsNoLineOfTheStackTrace(CapturedOutput output) {
        IllegalStateException failure = new IllegalStateException(TYPE, new IllegalArgumentException(TYPE));
        failure.addSuppressed(new IllegalArgumentException(TYPE));

        assertThat(logged(output, log -> log.warn("failed", failure)))
                .allMatch(
                        line -> (!line.startsWith("FORGED") && line.codePoints().noneMatch(Character::isISOControl))
                                || line.matches("\t*(at|\\.\\.\\.|Suppressed:) .*"))
                .filteredOn(line -> line.contains("  | FORGED"))
                .hasSize(3);
    }

    @Test
    void inJsonAnEventIsOneLineAndItsValuesAreReadAsTheyWere(CapturedOutput output) {
        List<String> lines = logged(
                output,
                log -> log.atWarn()
                        .setCause(new IllegalStateException(TYPE))
                        .addKeyValue("event_type", TYPE)
                        .log("refused {}", TYPE),
                "--logging.structured.format.console=logstash");

        assertThat(lines).hasSize(1);
        JsonNode event = JsonMapper.shared().readTree(lines.get(0));
        assertThat(event.path("message").asString()).isEqualTo("refused " + TYPE);
        assertThat(event.path("event_type").asString()).isEqualTo(TYPE);
    }

    /** The lines that come of it; a line ends with \n, whatever else a terminal takes for an end. */
    private static List<String> logged(CapturedOutput output, Consumer<Logger> logging, String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        application.setDefaultProperties(Map.of("logging.structured.format.console", ""));
        try (var context = application.run(arguments)) {
            int before = output.getAll().length();
            logging.accept(LoggerFactory.getLogger("com.example.Anybody"));
            return List.of(output.getAll().substring(before).split("\n"));
        }
    }
}
