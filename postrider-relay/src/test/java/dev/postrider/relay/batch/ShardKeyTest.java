package dev.postrider.relay.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_id",
                "event_type",
                "environment",
                "event_context.user_id",
                "event_context.a.b.c.d.e",
                "event_context.event_id",
                "event_context.0-_Z"
            })
    void isWrittenAsItIsRead(String text) {
        assertThat(ShardKey.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "event_context",
                "event_context.",
                "event_context..a",
                "event_context.a.b.c.d.e.f",
                "event_context.a b",
                "event_context.é",
                "event_id.a",
                "user_id",
                "EVENT_ID",
                " event_id",
                "event_id\n"
            })
    void isNothingElse(String text) {
        assertThatThrownBy(() -> ShardKey.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the shard key is '" + text + "', must be " + ShardKey.FORM_IN_WORDS);
    }
}
