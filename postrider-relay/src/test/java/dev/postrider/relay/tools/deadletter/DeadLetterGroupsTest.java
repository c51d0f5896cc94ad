package dev.postrider.relay.tools.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters counted by what they have in common. */
@PostriderTest
class DeadLetterGroupsTest {
    private final PostgresDatabase postgres;
    private final DeadLetters letters;
    private int ids;

    DeadLetterGroupsTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.letters = new DeadLetters(postgres.dataSource());
    }

    @BeforeEach
    void migrate() {
        OutboxSchema.migrate(postgres.dataSource());
    }

    private void refuse(String type, @Nullable Integer code, String reason) {
        ids++;
        postgres.execute("""
                INSERT INTO postrider.dead_letter (event_id, txid, event_type, event_date_time, environment, event_context,
                  metadata_version, batch_no, reason_code, reason, failed_at)
                VALUES (%d, '9', '%s', '2026-01-31T12:00:00Z', 'Test', '{}', 1, 1, %s, '%s',
                        '2026-11-28T03:12:00Z'::timestamptz + interval '1 s' * %d)""".formatted(ids, type, code, reason.replace("'", "''"), ids));
    }

    private List<DeadLetterGroup> groups(DeadLetterGrouping by) throws SQLException {
        return letters.groups(DeadLetterFilter.ALL, DeadLetterState.OPEN, by, 100);
    }

    private List<String> texts(DeadLetterGrouping by) throws SQLException {
        return groups(by).stream()
                .map(group -> group.letters() + " " + group.code() + " " + group.text())
                .toList();
    }

    @Test
    void reasonsThatDifferInTheirEventsValuesAloneAreOneGroup() throws SQLException {
        refuse("a", 6, "Cannot parse string 'ada@example.com' as UInt8: syntax error at position 3");
        refuse("b", 6, "Cannot parse string '\"' as UInt8: syntax error at position 17");
        refuse("b", 6, "Cannot parse string '' as Int64: syntax error at position 0");
        refuse("b", 469, "constraint `ok_1` is violated at row 12, value -3.50 is < 0");
        refuse("b", 469, "constraint `ok_1` is violated at row 1, value 12.1.2 is < 0");
        refuse("b", null, "the name can't be \"x\", it isn't one");

        assertThat(texts(DeadLetterGrouping.REASON))
                .containsExactly(
                        "2 469 constraint `ok_1` is violated at row N, value N is < N",
                        "2 6 Cannot parse string … as UInt8: syntax error at position N",
                        "1 null the name can't be …, it isn't one",
                        "1 6 Cannot parse string … as Int64: syntax error at position N");
    }

    @Test
    void theSameWordsUnderAnotherCodeAreAnotherGroup() throws SQLException {
        refuse("a", 1, "bad 1");
        refuse("a", 2, "bad 2");

        assertThat(texts(DeadLetterGrouping.REASON)).containsExactlyInAnyOrder("1 1 bad N", "1 2 bad N");
    }

    @Test
    void aGroupHasItsNewestTimeAndAnExampleAndTheLargestIsFirst() throws SQLException {
        refuse("rare", 6, "x");
        refuse("often", 6, "y");
        refuse("often", 7, "z");

        assertThat(groups(DeadLetterGrouping.TYPE))
                .containsExactly(
                        new DeadLetterGroup(null, "often", 2, Instant.parse("2026-11-28T03:12:03Z"), 3),
                        new DeadLetterGroup(null, "rare", 1, Instant.parse("2026-11-28T03:12:01Z"), 1));
        assertThat(texts(DeadLetterGrouping.CODE)).containsExactly("2 6 null", "1 7 null");
    }

    @Test
    void onlyThoseThatMatchAreCountedAndAsManyGroupsAsAreWanted() throws SQLException {
        refuse("a", 6, "x");
        refuse("a", 6, "x");
        refuse("b", 7, "y");
        postgres.execute("UPDATE postrider.dead_letter SET discarded_at = now() WHERE event_id = 1");
        DeadLetterFilter ofA = new DeadLetterFilter(List.of(), "a", null, null, null, null, null, null);

        assertThat(letters.groups(ofA, DeadLetterState.OPEN, DeadLetterGrouping.TYPE, 100))
                .extracting(DeadLetterGroup::letters)
                .containsExactly(1L);
        assertThat(letters.groups(DeadLetterFilter.ALL, null, DeadLetterGrouping.TYPE, 1))
                .extracting(DeadLetterGroup::text)
                .containsExactly("a");
    }
}
