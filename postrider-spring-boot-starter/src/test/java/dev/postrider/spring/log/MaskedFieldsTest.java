package dev.postrider.spring.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Personal fields in the log of an application that has the starter, in both formats. */
@ExtendWith(OutputCaptureExtension.class)
class MaskedFieldsTest {
    private static final String MASKED = "--postrider.log.masked-fields=email,full_name";
    private static final String PATTERN = "--logging.pattern.correlation=[%X] ";
    private static final String JSON = "--logging.structured.format.console=logstash";

    private final Properties systemBefore = (Properties) System.getProperties().clone();

    @Configuration
    static class Application {}

    @AfterEach
    void leaveTheSystemAsItWas() {
        System.setProperties(systemBefore);
    }

    @Test
    void byDefaultFieldsAreWrittenInClear(CapturedOutput output) {
        assertThat(logged(output, PATTERN)).contains("email=ada@example.com", "full_name=\"Ada Lovelace\"");
        assertThat(logged(output, JSON)).contains("ada@example.com", "Ada Lovelace");
    }

    @Test
    void inLinesForPeopleTheValuesOfMaskedFieldsAreLeftOut(CapturedOutput output) {
        assertThat(logged(output, PATTERN, MASKED))
                .contains("email=***", "full_name=***", "user_id=2", "use_case=create_user")
                .doesNotContain("ada@example.com", "Lovelace");
    }

    @Test
    void inJsonTheyAreLeftOutToo(CapturedOutput output) {
        JsonNode line = JsonMapper.shared().readTree(logged(output, JSON, MASKED));

        assertThat(line.path("email").asString()).isEqualTo("***");
        assertThat(line.path("full_name").asString()).isEqualTo("***");
        assertThat(line.path("user_id").asInt()).isEqualTo(2);
        assertThat(line.path("use_case").asString()).isEqualTo("create_user");
    }

    @Test
    void aFieldThatTheLogContextHasTooIsOneFieldInJson(CapturedOutput output) {
        try (var bound = MDC.putCloseable("full_name", "somebody else")) {
            assertThat(logged(output, JSON).split("full_name", -1)).hasSize(2);
        }
    }

    private static String logged(CapturedOutput output, String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLogStartupInfo(false);
        try (var context = application.run(arguments);
                var useCase = MDC.putCloseable("use_case", "create_user");
                var email = MDC.putCloseable("email", "ada@example.com")) {
            int before = output.getAll().length();
            LoggerFactory.getLogger("com.example.Users")
                    .atInfo()
                    .addKeyValue("user_id", 2)
                    .addKeyValue("full_name", "Ada Lovelace")
                    .log("user created");
            List<String> lines =
                    List.of(output.getAll().substring(before).strip().split("\n"));
            assertThat(lines).hasSize(1);
            return lines.get(0);
        }
    }
}
