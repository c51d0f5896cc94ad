package dev.postrider.examples.users.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.spring.log.FailureContext;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class UseCaseTest {
    private record Greeting(String name, boolean failing) implements UseCase.Request {
        @Override
        public Map<String, String> logFields() {
            return Map.of("name", name);
        }
    }

    /** Returns the log context that it ran in. */
    private static final class GreetSomebody extends UseCase<Greeting, Map<String, String>> {
        @Override
        protected Map<String, String> run(Greeting request) {
            if (request.failing()) {
                throw new IllegalStateException("nobody there");
            }
            return MDC.getCopyOfContextMap();
        }
    }

    @AfterEach
    void clear() {
        MDC.clear();
    }

    @Test
    void runsWithItsNameAndItsFieldsInTheLogContext() {
        assertThat(new GreetSomebody().execute(new Greeting("Ann", false)))
                .containsExactlyInAnyOrderEntriesOf(Map.of("use_case", "greet_somebody", "name", "Ann"));
    }

    @Test
    void leavesTheLogContextAsItFoundIt() {
        MDC.put("name", "outer");
        MDC.put("request", "7");

        new GreetSomebody().execute(new Greeting("Ann", false));

        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("name", "outer", "request", "7"));
    }

    @Test
    void aFailureClearsTheLogContextTooAndIsRememberedWithIt() {
        assertThatThrownBy(() -> new GreetSomebody().execute(new Greeting("Ann", true)))
                .hasMessage("nobody there")
                .satisfies(failure -> assertThat(FailureContext.of(failure))
                        .containsEntry("use_case", "greet_somebody")
                        .containsEntry("name", "Ann"));

        assertThat(MDC.get("use_case")).isNull();
        assertThat(MDC.get("name")).isNull();
    }
}
