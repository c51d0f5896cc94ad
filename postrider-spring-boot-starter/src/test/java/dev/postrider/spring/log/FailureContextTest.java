package dev.postrider.spring.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class FailureContextTest {

    @AfterEach
    void unbind() {
        MDC.clear();
    }

    @Test
    void theFieldsBoundWhereAFailureLeftAreKnownAfterTheyWereUnbound() {
        IllegalStateException failure = new IllegalStateException();
        MDC.put("use_case", "place_order");
        FailureContext.remember(failure);
        MDC.clear();

        assertThat(FailureContext.of(failure)).isEqualTo(Map.of("use_case", "place_order"));
        assertThat(FailureContext.of(new IllegalStateException("wrapped", failure)))
                .isEqualTo(Map.of("use_case", "place_order"));
    }

    @Test
    void theInnermostPlaceWins() {
        IllegalStateException failure = new IllegalStateException();
        MDC.put("use_case", "inner");
        FailureContext.remember(failure);
        MDC.put("use_case", "outer");
        FailureContext.remember(failure);

        assertThat(FailureContext.of(failure)).containsEntry("use_case", "inner");
    }

    @Test
    void aFailureThatNobodyRememberedHasNone() {
        assertThat(FailureContext.of(new IllegalStateException())).isEmpty();
    }

    @Test
    void theReasonIsWhatTheDriverSaysOrTheDeepestCause() {
        SQLException driver =
                new SQLException("Connection to db:5432 refused.\nMore", new IllegalStateException("deep"));
        assertThat(Reason.of(new IllegalStateException("top", driver))).isEqualTo("Connection to db:5432 refused.");
        assertThat(Reason.of(new IllegalStateException("top", new IllegalArgumentException("deep"))))
                .isEqualTo("deep");
        assertThat(Reason.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}
