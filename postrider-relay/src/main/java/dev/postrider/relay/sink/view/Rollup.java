package dev.postrider.relay.sink.view;

import dev.postrider.relay.content.EventField;
import dev.postrider.relay.sink.server.Literal;
import dev.postrider.relay.sql.SqlFile;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many events there are in each bucket of time, by type, environment and outbox: a table that a materialized view fills. */
public enum Rollup {
    /** By minute. */
    MINUTE(Duration.ofMinutes(1)),
    /** By hour. */
    HOUR(Duration.ofHours(1)),
    /** By day in UTC. */
    DAY(Duration.ofDays(1));

    private static final String TABLE = SqlFile.text(Rollup.class, "rollup_table.sql");
    private static final String SELECT = SqlFile.text(Rollup.class, "rollup_select.sql");
    private static final String DIFFERENCES = SqlFile.text(Rollup.class, "rollup_differences.sql");
    private static final String BEFORE_LOG = SqlFile.text(Rollup.class, "rollup_before_log.sql");
    private static final Set<EventField> DIMENSIONS =
            Set.of(EventField.EVENT_TYPE, EventField.ENVIRONMENT, EventField.OUTBOX);

    private final Duration length;

    Rollup(Duration length) {
        this.length = length;
    }

    /** The word for its bucket, and the name of the column with the bucket's beginning. */
    public String bucket() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The table's name. */
    public String table(LogShape log) {
        return log.table() + "_by_" + bucket();
    }

    /** The name of the materialized view that fills the table. */
    public String view(LogShape log) {
        return log.table() + "_to_" + bucket();
    }

    /** How the table is marked as Postrider's. */
    public String comment(LogShape log) {
        return "Postrider: events of " + log.database() + "." + log.table() + " by " + bucket();
    }

    /** How it is marked until it has the events that were there before it. */
    public String unfilledComment(LogShape log) {
        return comment(log) + ", not filled yet: postrider views --rebuild " + table(log);
    }

    /**
     * The statement that makes a table of this kind.
     *
     * @param name the table's name
     */
    public String createTable(LogShape log, String name, String comment) {
        String types = dimensions(log)
                .map(column -> "  " + column + " LowCardinality(String),\n")
                .collect(Collectors.joining());
        String keys = dimensions(log).map(column -> ", " + column).collect(Collectors.joining());
        return statement(TABLE)
                .replace("{bucket}", bucket())
                .replace("{types}", types)
                .replace("{keys}", keys)
                .replace("{engine}", log.summing("_by_" + bucket(), "events"))
                .replace("{window}", window(log))
                .replace("{name}", log.beside(name))
                .replace("{comment}", Literal.of(comment));
    }

    /** How many inserts the table has to remember, so that it drops what the event log drops. */
    private static String window(LogShape log) {
        return log.isOnReplicas()
                ? "replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800"
                : "non_replicated_deduplication_window = 10000";
    }

    /** The statement that makes a materialized view which fills a table. */
    public String createView(LogShape log, String name, String target) {
        return "CREATE MATERIALIZED VIEW " + log.beside(name) + " TO " + log.beside(target) + " AS\n"
                + select(log, log.name());
    }

    /** The statement that fills a table with the events of another that is like the event log. */
    public String fill(LogShape log, String target, String source) {
        return "INSERT INTO " + log.beside(target) + "\n" + select(log, log.beside(source));
    }

    /** The question for what differs, by day. */
    String differences(LogShape log) {
        return statement(DIFFERENCES)
                .replace("{bucket}", bucket())
                .replace("{log}", log.name())
                .replace("{rollup}", log.beside(table(log)));
    }

    /** The question for what it has counted that the event log has no more. */
    String countedBeforeLog(LogShape log) {
        return statement(BEFORE_LOG)
                .replace("{bucket}", bucket())
                .replace("{micros}", Long.toString(length.toNanos() / 1_000))
                .replace("{log}", log.name())
                .replace("{rollup}", log.beside(table(log)));
    }

    private String select(LogShape log, String source) {
        String columns = dimensions(log)
                .map(column -> ",\n  ifNull(toString(" + column + "), '') AS " + column)
                .collect(Collectors.joining());
        String keys = dimensions(log).map(column -> ", " + column).collect(Collectors.joining());
        return statement(SELECT)
                .replace("{bucket}", bucket())
                .replace("{micros}", Long.toString(length.toNanos() / 1_000))
                .replace("{columns}", columns)
                .replace("{keys}", keys)
                .replace("{source}", source);
    }

    private static Stream<String> dimensions(LogShape log) {
        return log.fields(DIMENSIONS).stream();
    }

    /** Without the file's header. */
    private static String statement(String file) {
        return file.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
    }
}
