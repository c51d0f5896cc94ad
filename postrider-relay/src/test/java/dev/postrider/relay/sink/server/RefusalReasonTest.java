package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusalReasonTest {
    private static final String WORDS =
            "Code: 469. DB::Exception: Constraint `polite` for table default.event_log is violated at row 1."
                    + " Expression: (event_context NOT LIKE '%rude%'). Column values: event_context = '{\"rude\":\"SECRET\"}'. (VIOLATED_CONSTRAINT)";

    @Test
    void itSaysWhatOfTheTableItIsAboutAndNothingOfTheEvent() {
        assertThat(RefusalReason.withoutValues(469, WORDS))
                .isEqualTo("Code: 469 (VIOLATED_CONSTRAINT): constraint `polite` is violated, column event_context");
    }

    @Test
    void anEventThatWasNotTriedAloneIsCalledThat() {
        assertThat(RefusalReason.withoutValues(469, RefusalReason.AS_A_GROUP + WORDS))
                .isEqualTo("refused as a group, not tried alone; others of its type: Code: 469 (VIOLATED_CONSTRAINT):"
                        + " constraint `polite` is violated, column event_context");
    }

    @Test
    void ofAnErrorThatIsNotAboutRowsNoWordIsBelieved() {
        // a person may have said that it counts as refused
        assertThat(RefusalReason.withoutValues(241, "Memory limit exceeded for SECRET"))
                .isEqualTo("Code: 241");
        assertThat(RefusalReason.withoutValues(null, "SECRET")).doesNotContain("SECRET");
        assertThat(RefusalReason.withoutValues(0, "SECRET")).doesNotContain("SECRET");
    }

    @Test
    void whatIsCutOffSaysLess() {
        for (int length = 0; length < WORDS.length(); length++) {
            assertThat(RefusalReason.withoutValues(469, WORDS.substring(0, length)))
                    .startsWith("Code: 469")
                    .doesNotContain("rude", "SECRET");
        }
    }
}
