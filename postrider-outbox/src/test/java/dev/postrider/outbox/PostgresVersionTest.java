package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresVersionTest {
    @ParameterizedTest
    @CsvSource({"13, 13.22 (Debian 13.22-1)", "9, 9.6.24"})
    void refusesOneThatIsTooOldByItsName(int major, String version) {
        assertThatThrownBy(() -> PostgresVersion.require(major, version))
                .isInstanceOf(OutboxException.class)
                .hasMessage("PostgreSQL " + version
                        + " is too old: the oldest that is supported is 14. Upgrade the server.");
    }

    @ParameterizedTest
    @CsvSource({"14, 14.20", "18, 18.6", "0, a fork's own"})
    void takesTheOthersAndOneThatItCantRead(int major, String version) {
        assertThatCode(() -> PostgresVersion.require(major, version)).doesNotThrowAnyException();
    }
}
