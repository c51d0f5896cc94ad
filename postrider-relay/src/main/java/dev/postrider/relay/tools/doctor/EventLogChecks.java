package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.EventLogFacts;
import dev.postrider.relay.sink.EventLogFacts.Disk;
import dev.postrider.relay.sink.EventLogFacts.InsertSetting;
import dev.postrider.relay.sink.EventLogFacts.Parts;
import dev.postrider.relay.sink.EventLogFacts.Table;
import dev.postrider.relay.sink.EventLogFacts.View;
import dev.postrider.relay.sink.ViewFlaw;
import dev.postrider.relay.sink.server.ServerVersion;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.UnfitTableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be seen of ClickHouse and the event log. One thread. */
final class EventLogChecks {
    /** From this many parts of a partition on, a server slows inserts down, by default. */
    private static final long MANY_PARTS = 1_000;

    /** Columns that a table of one's own may lack, in the order of the relay's own table, with their types there. */
    private static final Map<String, String> OPTIONAL = new LinkedHashMap<>();

    static {
        OPTIONAL.put("environment", "LowCardinality(String)");
        OPTIONAL.put("metadata_version", "UInt64");
        OPTIONAL.put("event_id", "UInt64");
        OPTIONAL.put("outbox", "LowCardinality(String)");
        OPTIONAL.put("trace_parent", "String");
    }

    private final EventLogFacts facts;
    private final DoctorLimits limits;

    EventLogChecks(EventLogFacts facts, DoctorLimits limits) {
        this.facts = facts;
        this.limits = limits;
    }

    /** Checks the version alone. */
    static void checkVersion(ServerVersion version, EventLogFacts facts, Findings findings) {
        findings.add(version(version));
        findings.check(
                "clickhouse.faults",
                () -> ClickHouseConditions.faults(facts).check(DatabaseVersion.clickHouse(version)));
    }

    /** Checks everything but the version. */
    void check(Findings findings) {
        findings.check("clickhouse.clock", this::clock);
        findings.check("clickhouse.grants", this::grants);
        findings.check("clickhouse.inserts_at_work", this::insertsAtWork);
        findings.check("clickhouse.settings", this::settings);
        findings.check("clickhouse.disk", this::disks);
        findings.check("event_log.engine", this::engine);
        findings.check("event_log.replica", new ReplicaChecks(facts)::check);
        findings.check("event_log.columns", this::columns);
        findings.check("event_log.json", this::json);
        findings.check("event_log.window", new WindowCheck(facts)::check);
        findings.check("event_log.views", this::views);
        findings.check("event_log.parts", this::parts);
    }

    /** What there is to say about a server's version. */
    static Finding version(ServerVersion version) {
        String id = "clickhouse.version";
        String what = "ClickHouse " + version.text();
        return switch (version.standing()) {
            case SUPPORTED -> Finding.ok(id, what);
            case NEWER_THAN_TESTED ->
                Finding.ok(id, what + ", newer than " + ServerVersion.newestTested() + ", the newest that was tested");
            case UNKNOWN ->
                Finding.notice(
                        id,
                        "the version of ClickHouse can't be read: '" + version.text() + "'",
                        "Whether it is one of those that are supported (from " + ServerVersion.oldest()
                                + " on) is not known; the relay goes on.");
            case TOO_OLD ->
                new Finding(
                        id,
                        Severity.PROBLEM,
                        what + " is too old: the oldest that is supported is " + ServerVersion.oldest(),
                        "The relay does not deliver to it: the type JSON and the deduplication of inserts are not what it"
                                + " relies on.",
                        "Upgrade ClickHouse.");
        };
    }

    private List<Finding> clock() throws SinkException {
        Instant before = Instant.now();
        Instant theirs = facts.server().clock();
        return List.of(Clocks.compare("clickhouse.clock", "ClickHouse's", theirs, before, Instant.now(), limits));
    }

    private List<Finding> grants() throws SinkException {
        List<String> missing = facts.missingGrants();
        String user = facts.server().user();
        String id = "clickhouse.grants";
        if (missing == null) {
            return List.of(Finding.ok(id, "this server can't be asked what the user " + user + " may do"));
        }
        return List.of(
                missing.isEmpty()
                        ? Finding.ok(id, "the user " + user + " may write and read " + facts.name())
                        : new Finding(
                                id,
                                Severity.PROBLEM,
                                "the user " + user + " lacks " + String.join(" and ", missing),
                                "A relay that signs in as this user can't deliver, or can't ask what was delivered.",
                                String.join(
                                        "; ",
                                        missing.stream()
                                                .map(grant -> "GRANT " + grant + " TO " + user)
                                                .toList())));
    }

    private List<Finding> insertsAtWork() throws SinkException {
        String id = "clickhouse.inserts_at_work";
        String hidden = facts.hidesInserts();
        return List.of(
                hidden == null
                        ? Finding.ok(id, "the server tells which inserts it is at work on")
                        : new Finding(
                                id,
                                Severity.WARNING,
                                hidden,
                                "After an insert whose outcome is not known, the relay waits until the server is at work on it no"
                                        + " more. Where the server does not tell, a table without a deduplication window"
                                        + " gets nothing more until a person has looked.",
                                "GRANT SELECT ON system.processes TO "
                                        + facts.server().user()));
    }

    private List<Finding> settings() throws SinkException {
        String id = "clickhouse.settings";
        List<Finding> found = new ArrayList<>();
        for (InsertSetting setting : facts.insertSettings()) {
            String value = setting.value();
            if (value != null && setting.fixed() && !value.equals(setting.wanted())) {
                found.add(new Finding(
                        id,
                        Severity.PROBLEM,
                        setting.name() + " is " + value + " for this user, who may not change it",
                        "The relay sends " + setting.name() + " = " + setting.wanted()
                                + " with each insert, because \"stored once, or not at all\" rests on it; the server"
                                + " refuses the insert.",
                        "Take the constraint or readonly away from the user's profile: ALTER USER … SETTINGS "
                                + setting.name() + " = " + setting.wanted()));
            } else if (value == null && setting.name().equals("deduplicate_blocks_in_dependent_materialized_views")) {
                found.add(Finding.notice(
                        id,
                        "the server does not know " + setting.name(),
                        "A batch that is sent again may reach materialized views twice."));
            } else if (setting.name().equals("async_insert")
                    && !setting.wanted().equals(value)) {
                found.add(Finding.ok(
                        id,
                        "async_insert is " + value + " in the user's profile; the relay sends " + setting.wanted()
                                + " with each insert"));
            }
        }
        return found.isEmpty()
                ? List.of(Finding.ok(id, "nothing keeps the relay from the settings that it sends with each insert"))
                : found;
    }

    private List<Finding> disks() throws SinkException {
        String id = "clickhouse.disk";
        List<Finding> found = new ArrayList<>();
        for (Disk disk : facts.disks()) {
            boolean low = disk.total() > 0 && disk.free() < disk.total() * limits.freeDisk();
            String what = "disk " + disk.name() + " (" + disk.path() + ") has " + Words.size(disk.free()) + " of "
                    + Words.size(disk.total()) + " free";
            found.add(
                    low
                            ? new Finding(
                                    id,
                                    Severity.WARNING,
                                    what,
                                    "When it is full, ClickHouse takes no insert; events wait in the outbox, which grows.",
                                    "Make room, or drop old partitions: ALTER TABLE " + facts.name()
                                            + " DROP PARTITION …")
                            : Finding.ok(id, what));
        }
        return found;
    }

    private List<Finding> engine() throws SinkException {
        String id = "event_log.engine";
        Table table = facts.table();
        if (table == null) {
            return List.of(new Finding(
                    id,
                    Severity.NOTICE,
                    facts.name() + " does not exist",
                    "The relay makes it when it first starts, if it may. One that took events before is waited for: it may be"
                            + " on its way back, as in a swap of two tables.",
                    facts.create()));
        }
        String what = facts.name() + " is a " + table.engine();
        if (table.engine().matches("(Replicated|Shared)?MergeTree")) {
            return List.of(Finding.ok(id, what));
        }
        if (table.isMergeTree()) {
            return List.of(new Finding(
                    id,
                    Severity.WARNING,
                    what,
                    "This engine merges rows that have the same sorting key: events may disappear from it, and can't be"
                            + " verified.",
                    "Use a MergeTree, and let a materialized view fill the other table"));
        }
        boolean local = table.engine().matches("Log|TinyLog|StripeLog|Memory");
        return List.of(new Finding(
                id,
                local ? Severity.WARNING : Severity.PROBLEM,
                what,
                local
                        ? "This engine knows no deduplication: a batch whose reply is lost is stored twice."
                        : "An insert into this engine is no proof that the events are stored; \"exactly once\" can't be"
                                + " promised for it.",
                "Let the relay write to a MergeTree: CLICKHOUSE_EVENT_LOG_TABLE_NAME"));
    }

    private List<Finding> columns() throws SinkException {
        String id = "event_log.columns";
        Map<String, String> columns = facts.columns();
        if (columns.isEmpty()) {
            return List.of();
        }
        UnfitTableException unfit = facts.unfit();
        if (unfit != null) {
            return List.of(new Finding(
                    id,
                    Severity.PROBLEM,
                    unfit.problem(),
                    "The relay does not start with a table that would lose something.",
                    unfit.remedy()));
        }
        List<String> missing = OPTIONAL.keySet().stream()
                .filter(name -> !columns.containsKey(name))
                .toList();
        if (missing.isEmpty()) {
            return List.of(Finding.ok(id, facts.name() + " has a column for every part of an event"));
        }
        return List.of(withoutColumns(id, missing));
    }

    private Finding withoutColumns(String id, List<String> missing) throws SinkException {
        Map<String, String> computed = facts.computedColumns();
        boolean identity = missing.contains("event_id") || missing.contains("outbox");
        return new Finding(
                id,
                identity ? Severity.WARNING : Severity.NOTICE,
                facts.name() + " has no column that can be written for " + String.join(", ", missing),
                "That part of the events is not stored."
                        + (identity
                                ? " Without event_id and outbox no event can be asked for by its identity: nothing can be"
                                        + " verified or explained, and a batch that comes again after the deduplication"
                                        + " window is stored twice."
                                : ""),
                "ALTER TABLE " + facts.name() + " "
                        + String.join(
                                ", ",
                                missing.stream()
                                        .map(name -> computed.getOrDefault(
                                                name, "ADD COLUMN " + name + " " + OPTIONAL.get(name)))
                                        .toList()));
    }

    private List<Finding> json() throws SinkException {
        String id = "event_log.json";
        Map<String, String> types = facts.jsonColumns();
        List<Finding> found = new ArrayList<>();
        if (types.containsKey("event_context")) {
            found.add(new Finding(
                    id,
                    Severity.WARNING,
                    "the column event_context of " + facts.name() + " is " + types.get("event_context"),
                    "ClickHouse keeps what the JSON means and not its text: nulls and empty objects go, 1.0 becomes 1; and"
                            + " it refuses numbers past 64 bits and keys that come twice, which become dead letters.",
                    "Let event_context be a String and a column event_json hold the JSON; docs/event-log.md says what is"
                            + " kept"));
        }
        String eventJson = types.getOrDefault("event_json", "");
        if (eventJson.contains("JSON") && !eventJson.contains("max_dynamic_paths")) {
            found.add(new Finding(
                    id,
                    Severity.NOTICE,
                    "event_json of " + facts.name() + " has up to 1,024 paths in columns of their own",
                    "Events of many shapes make parts of thousands of files: inserts take seconds, or fail with \"too many"
                            + " open files\" (76).",
                    facts.boundEventJson()));
        }
        return found.isEmpty()
                ? List.of(Finding.ok(id, "JSON is kept as its text, and its columns are bounded"))
                : found;
    }

    private List<Finding> views() throws SinkException {
        String id = "event_log.views";
        List<Finding> found = new ArrayList<>();
        List<View> views = facts.views();
        Table log = facts.table();
        for (View view : views) {
            ViewFlaw flaw = ViewFlaw.of(view, log);
            if (flaw != null) {
                found.add(new Finding(
                        id,
                        flaw.mendable() ? Severity.WARNING : Severity.NOTICE,
                        flaw.what(),
                        flaw.why(),
                        flaw.remedy()));
            }
        }
        return found.isEmpty()
                ? List.of(Finding.ok(
                        id,
                        views.isEmpty()
                                ? "no materialized view reads from the event log"
                                : "the tables behind its materialized views (" + views.size()
                                        + ") have deduplication windows"))
                : found;
    }

    private List<Finding> parts() throws SinkException {
        String id = "event_log.parts";
        Parts parts = facts.parts();
        List<Finding> found = new ArrayList<>();
        if (parts.inFullestPartition() >= MANY_PARTS) {
            found.add(new Finding(
                    id,
                    Severity.WARNING,
                    "a partition of " + facts.name() + " has " + parts.inFullestPartition() + " parts",
                    "From 1,000 on inserts are slowed down, and from 3,000 on refused, as a server is set up by default.",
                    "Send larger batches less often (CH_OUTBOX_PROCESSING_FREQUENCY_SEC), or OPTIMIZE TABLE "
                            + facts.name()));
        }
        if (parts.writtenLately() > limits.partitions()) {
            found.add(manyPartitions(
                    id,
                    parts.writtenLately() + " partitions of " + facts.name() + " were written to in the last 10 min"));
        }
        return found.isEmpty() ? List.of(Finding.ok(id, facts.name() + " has " + parts.active() + " parts")) : found;
    }

    static Finding manyPartitions(String id, String what) {
        return Finding.notice(
                id,
                what,
                "A batch makes one part in every partition that it spans: inserts get slow, and parts many. It passes when"
                        + " the old events are delivered; a table with coarser partitions takes them better.");
    }
}
