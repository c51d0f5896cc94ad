package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables in as much room as there is. */
class TableTest {
    private static final String LONG = "constraint `no_bad_ones` is violated at row 1, expression: (n != 3)";

    private static List<String> print(int width) {
        StringWriter text = new StringWriter();
        new Table("EVENT", "BATCH", "TYPE", "REASON")
                .shorten("TYPE", "REASON")
                .leaveOut("BATCH")
                .row(1234567890123456789L, 12, "user_created", LONG)
                .row(4, 8123, "x", "short")
                .print(new Lines(new PrintWriter(text, true), width));
        return text.toString().lines().toList();
    }

    @Test
    void isWholeWhereThereIsRoom() {
        assertThat(print(Screen.ENDLESS.columns()))
                .containsExactly(
                        "EVENT                BATCH  TYPE          REASON",
                        "1234567890123456789  12     user_created  " + LONG,
                        "4                    8123   x             short");
    }

    @Test
    void shortensReasonsAndNoIdsAndNeverTakesASecondLine() {
        assertThat(print(80))
                .containsExactly(
                        "EVENT                BATCH  TYPE          REASON",
                        "1234567890123456789  12     user_created  constraint `no_bad_ones` is violated…",
                        "4                    8123   x             short")
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void leavesAColumnOutRatherThanTooLittleOfAReason() {
        assertThat(print(68))
                .containsExactly(
                        "EVENT                TYPE          REASON",
                        "1234567890123456789  user_created  constraint `no_bad_ones` is viol…",
                        "4                    x             short");
    }

    @Test
    void keepsIdsWholeWhereThereIsNoRoomForThem() {
        assertThat(print(20)).element(1).isEqualTo("1234567890123456789  user_cr…  constra…");
    }

    @Test
    void cutsNoSignInTwo() {
        assertThat(Table.cut("ab\ud83d\ude00cd", 4)).isEqualTo("ab\ud83d\ude00…");
        assertThat(Table.cut("abcd", 4)).isEqualTo("abcd");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s ago",
        "59, 59 s ago",
        "60, 1 min ago",
        "3599, 59 min ago",
        "14400, 4 h ago",
        "172799, 47 h ago",
        "172800, 2 d ago",
        "-90, in 1 min"
    })
    void anAgeStandsBesideItsTime(long seconds, String age) {
        Instant now = Instant.parse("2026-11-28T07:12:07.9Z");
        assertThat(ShownTime.age(now.minus(Duration.ofSeconds(seconds)), now)).isEqualTo(age);
        assertThat(ShownTime.withAge(Instant.parse("2026-11-28T03:12:07.5Z"), now))
                .isEqualTo("2026-11-28 03:12:07Z, 4 h ago");
    }

    @Test
    void whatIsNoTerminalHasNoEndUnlessColumnsSaysSo() {
        assertThat(Screen.of(Map.of())).isEqualTo(Screen.ENDLESS);
        assertThat(Screen.of(Map.of("COLUMNS", "80")).columns()).isEqualTo(80);
        assertThat(Screen.of(Map.of("COLUMNS", "wide"))).isEqualTo(Screen.ENDLESS);
    }
}
