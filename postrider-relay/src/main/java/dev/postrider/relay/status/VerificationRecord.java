package dev.postrider.relay.status;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.status.LastVerification.Differing;
import dev.postrider.relay.status.LastVerification.Found;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where the active relay tells what comparing the event log with the ledger found. Thread-safe; every call is one statement. */
public final class VerificationRecord {
    private static final NamedSql TELL = NamedSql.file(VerificationRecord.class, "tell_verification.sql");

    private final DataSource dataSource;
    private final String owner;

    /**
     * Writes nothing yet.
     *
     * @param owner the relay, as it is called in the lease
     */
    public VerificationRecord(DataSource dataSource, String owner) {
        this.dataSource = dataSource;
        this.owner = owner;
    }

    /**
     * A round in which every id window was compared.
     *
     * @param beganAgo how long ago it began
     * @param endedAgo how long ago it ended
     */
    public record EndedRound(Duration beganAgo, Duration endedAgo, long compared, Found found) {}

    /**
     * Tells it; false if the relay is not the active one under this fence any more, and nothing was written.
     *
     * @param compared id windows compared so far in the round that is under way
     * @param round the last one that this relay has ended; null if it has ended none
     */
    public boolean tell(long fence, long compared, Found found, @Nullable EndedRound round) throws SQLException {
        List<Differing> ofRound = round == null ? List.of() : round.found().first();
        try (Connection connection = Connections.committing(dataSource);
                NamedStatement statement = TELL.prepare(connection)) {
            statement
                    .set("owner", owner)
                    .set("fence", fence)
                    .set("compared", compared)
                    .set("differing", found.differing())
                    .setArray("first_windows", "bigint", found.first(), Differing::window)
                    .setArray("first_words", "text", found.first(), Differing::words)
                    .set(
                            "round_began_millis",
                            round == null ? null : round.beganAgo().toMillis())
                    .set(
                            "round_ended_millis",
                            round == null ? null : round.endedAgo().toMillis())
                    .set("round_compared", round == null ? null : round.compared())
                    .set("round_differing", round == null ? null : round.found().differing());
            if (round == null) {
                statement.set("round_windows", null).set("round_words", null);
            } else {
                statement
                        .setArray("round_windows", "bigint", ofRound, Differing::window)
                        .setArray("round_words", "text", ofRound, Differing::words);
            }
            return statement.executeUpdate() > 0;
        }
    }
}
