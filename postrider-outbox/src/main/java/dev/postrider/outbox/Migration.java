package dev.postrider.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * One numbered SQL file of the schema.
 *
 * @param checksum as Flyway computes it, so that a schema made by hand looks to Flyway like one it made itself
 */
record Migration(int version, String description, String file, String sql, int checksum) {

    static final String FOLDER = "dev/postrider/outbox/migration";

    private static final List<String> FILES = List.of(
            "V1__outbox.sql",
            "V2__ledger.sql",
            "V3__publish.sql",
            "V4__event_status.sql",
            "V5__roles.sql",
            "V6__refused_events.sql",
            "V7__reconciliation.sql",
            "V8__retention.sql",
            "V9__lives.sql",
            "V10__dead_letters.sql",
            "V11__lease_heartbeat.sql",
            "V12__cheap_checks.sql",
            "V13__privileges.sql",
            "V14__misfit.sql",
            "V15__true_reports.sql",
            "V16__divisions.sql",
            "V17__older_relays.sql",
            "V18__smaller_parts.sql",
            "V19__leaves_in_place.sql",
            "V20__identity_words.sql",
            "V21__members.sql",
            "V22__planning_pause.sql",
            "V23__shards.sql",
            "V24__shard_key.sql",
            "V25__dead_letter_shard.sql",
            "V26__event_deliveries.sql",
            "V27__history.sql",
            "V28__operator_actions.sql",
            "V29__delivery_pause.sql",
            "V30__console_accounts.sql",
            "V31__curves_and_verification.sql",
            "V32__console_tokens.sql",
            "V33__opened_payloads.sql",
            "V34__send_attempts.sql",
            "V35__planned_looks.sql");

    /** All of them, in order. */
    static final List<Migration> ALL = FILES.stream().map(Migration::read).toList();

    /** The newest version. */
    static final int NEWEST = ALL.get(ALL.size() - 1).version();

    private static Migration read(String file) {
        int separator = file.indexOf("__");
        String sql;
        try (InputStream in = Migration.class.getResourceAsStream("migration/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the jar of postrider-outbox has no " + FOLDER + "/" + file);
            }
            sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FOLDER + "/" + file, e);
        }
        CRC32 checksum = new CRC32();
        sql.lines().forEach(line -> checksum.update(line.getBytes(StandardCharsets.UTF_8)));
        return new Migration(
                Integer.parseInt(file.substring(1, separator)),
                file.substring(separator + 2, file.length() - ".sql".length()).replace('_', ' '),
                file,
                sql,
                (int) checksum.getValue());
    }
}
