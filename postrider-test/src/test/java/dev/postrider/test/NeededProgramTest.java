package dev.postrider.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class NeededProgramTest {
    @Test
    void aMissingProgramSkipsTheTestAndFailsItInCi() {
        assertThatCode(() -> NeededProgram.require(true, "no pgbouncer", true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> NeededProgram.require(false, "no pgbouncer", false))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("no pgbouncer");
        assertThatThrownBy(() -> NeededProgram.require(false, "no pgbouncer", true))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("no pgbouncer");
    }
}
