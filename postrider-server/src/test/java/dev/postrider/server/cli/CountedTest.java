package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountedTest {
    @Test
    void oneIsSingularAndAllOthersArePlural() {
        assertThat(Counted.of(1, "event")).isEqualTo("1 event");
        assertThat(Counted.of(0, "event")).isEqualTo("0 events");
        assertThat(Counted.of(2, "batch")).isEqualTo("2 batches");
        assertThat(Counted.of(1, "event") + Counted.verb(1, " waits", " wait")).isEqualTo("1 event waits");
    }
}
