package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each migration has to say about relays from before it, which run beside new ones while a version is rolled out. */
class MigrationTest {
    /** The first that a relay can be refused by. */
    private static final int FIRST = 17;

    private static final Pattern STATEMENT =
            Pattern.compile("^-- Older relays: (go on|stop)\\. \\w.*$", Pattern.MULTILINE);

    @Test
    void haveNumbersWithoutAGap() {
        assertThat(Migration.ALL)
                .extracting(Migration::version)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, Migration.ALL.size()).boxed().toList());
    }

    static Stream<Migration> migrations() {
        return Migration.ALL.stream().filter(migration -> migration.version() >= FIRST);
    }

    @ParameterizedTest
    @MethodSource("migrations")
    void saysWhetherOlderRelaysMayGoOn(Migration migration) {
        Matcher said = STATEMENT.matcher(migration.sql());

        assertThat(said.find())
                .as(migration.file() + " says \"-- Older relays: go on.\" or \"-- Older relays: stop.\", and why")
                .isTrue();
        assertThat(migration.sql().contains("SELECT postrider.require_relay(" + migration.version() + ");"))
                .as(migration.file() + " calls postrider.require_relay if older relays have to stop, and only then")
                .isEqualTo(said.group(1).equals("stop"));
    }
}
