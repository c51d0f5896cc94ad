package dev.postrider.relay.tools.events;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.search.QueryEndedException;
import dev.postrider.relay.sink.search.QueryLimits;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sql.SqlFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says which types of events there are, and what they hold. A small event log is looked at whole; of a large one a recent period,
 * which is told, and what rollups have counted. Fields are those of a sample. Thread-safe; lives as long as the sink that the event
 * log comes from.
 *
 * <p>Each question throws {@link QueryEndedException} where it reaches a limit or is cancelled, and {@link SinkException} where
 * ClickHouse can't be asked or refuses. All of them may be asked again.
 */
public final class EventCatalogue {
    /** So many events of a version are looked into, and as many from before. */
    public static final int SAMPLE = 2_000;

    /** Of so many versions of a type, the newest. */
    public static final int MOST_VERSIONS = 10;

    private static final String QUESTION = SqlFile.text(EventCatalogue.class, "sample.sql");
    private static final Duration BEFORE = Duration.ofDays(7);

    private final EventLog log;
    private final QueryLimits limits;
    private final Clock clock;

    /** With the limits of {@link QueryLimits#ofSearch}. Asks nothing yet. */
    public EventCatalogue(EventLog log) {
        this(log, QueryLimits.ofSearch(), Clock.systemUTC());
    }

    /** Asks nothing yet. */
    public EventCatalogue(EventLog log, QueryLimits limits, Clock clock) {
        this.log = log;
        this.limits = limits;
        this.clock = clock;
    }

    /** The types that there are. */
    public EventTypes types(RunningQuery running) throws SinkException {
        ShardQueries shards = new ShardQueries(log, limits, running);
        Instant now = clock.instant();
        Instant since = RecentPeriod.begin(shards, EventFilter.all(), now);
        SeenTypes seen = SeenTypes.ask(shards, EventFilter.all().withTime(since, null), now);
        Map<String, CountedTypes> counted = CountedTypes.ask(log, limits, running);
        Set<String> names = new TreeSet<>(counted == null ? Set.of() : counted.keySet());
        seen.names().forEach(names::add);
        return new EventTypes(
                names.stream()
                        .map(name -> seen.type(name, counted == null ? null : counted.get(name)))
                        .toList(),
                since,
                seen.rateOver(),
                counted != null);
    }

    /** What the events of a type hold; null if there is none of it, in a large event log in the recent period. */
    public @Nullable EventTypeFields type(String name, RunningQuery running) throws SinkException {
        ShardQueries shards = new ShardQueries(log, limits, running);
        Instant now = clock.instant();
        EventFilter ofType = EventFilter.all().withTypes(Set.of(name));
        Instant since = RecentPeriod.begin(shards, ofType, now);
        EventTypes.OfType type =
                SeenTypes.ask(shards, ofType.withTime(since, null), now).type(name, null);
        if (type.versions().isEmpty()) {
            return null;
        }
        Map<String, String> reading = log.shards().get(0).views().shape().reading();
        List<VersionSamples> samples = new ArrayList<>();
        for (EventTypes.OfVersion version :
                type.versions().stream().limit(MOST_VERSIONS).toList()) {
            samples.add(samples(new Sampling(shards, ofType, reading, version.version()), version));
        }
        LoggedEvent example = new EventSearch(log, limits, clock)
                .page(ofType, null, 1, running).events().stream().findFirst().orElse(null);
        return new EventTypeFields(
                type, samples.stream().map(VersionSamples::fields).toList(), changes(samples), example);
    }

    private static List<EventTypeFields.Change> changes(List<VersionSamples> newestFirst) {
        List<EventTypeFields.Change> changes = new ArrayList<>();
        for (int i = 0; i < newestFirst.size(); i++) {
            VersionSamples version = newestFirst.get(i);
            changes.addAll(FieldChanges.within(version.version(), version.earlier(), version.newest()));
            if (i + 1 < newestFirst.size()) {
                VersionSamples before = newestFirst.get(i + 1);
                changes.addAll(FieldChanges.between(before.version(), before.all(), version.version(), version.all()));
            }
        }
        return changes;
    }

    /** Some of a version's newest events, and some from earlier. */
    private record VersionSamples(@Nullable Long version, FieldSample newest, FieldSample earlier) {
        FieldSample all() {
            return FieldSample.together(List.of(newest, earlier));
        }

        EventTypeFields.OfVersion fields() {
            FieldSample all = all();
            return new EventTypeFields.OfVersion(
                    version,
                    all.events(),
                    all.unreadable(),
                    all.isEmpty() ? null : EventTime.ofMicros(all.first()),
                    all.isEmpty() ? null : EventTime.ofMicros(all.last()),
                    all.fields());
        }
    }

    private static VersionSamples samples(Sampling sampling, EventTypes.OfVersion version) throws SinkException {
        Instant first = version.firstSeen();
        Instant end = version.lastSeen().plusNanos(1_000);
        FieldSample newest = sampling.of(first, end);
        for (Instant before : new Instant[] {version.lastSeen().minus(BEFORE), EventTime.ofMicros(newest.first())}) {
            if (!newest.isEmpty() && first.isBefore(before)) {
                FieldSample earlier = sampling.of(first, before);
                if (!earlier.isEmpty()) {
                    return new VersionSamples(version.version(), newest, earlier);
                }
            }
        }
        // all of them are in the sample: its halves
        Instant middle = first.plus(Duration.between(first, end).dividedBy(2));
        return first.isBefore(middle)
                ? new VersionSamples(version.version(), sampling.of(middle, end), sampling.of(first, middle))
                : new VersionSamples(version.version(), newest, new FieldSample());
    }

    /** How a version's events are looked into. */
    private record Sampling(
            ShardQueries shards,
            EventFilter ofType,
            Map<String, String> reading,
            @Nullable Long version) {
        /** The newest of a time. */
        FieldSample of(Instant since, Instant before) throws SinkException {
            EventFilter filter = ofType.withTime(since, before);
            String ofVersion = version == null ? "" : " AND metadata_version = " + version;
            return FieldSample.together(shards.ask(
                    table -> {
                        EventSql sql = new EventSql(table);
                        return SqlText.fill(
                                QUESTION,
                                Map.of(
                                        "micros", sql.micros(),
                                        "context", sql.context(),
                                        "table", sql.table(),
                                        "which", sql.which(filter) + ofVersion,
                                        "newest", sql.newestFirst(),
                                        "most", Integer.toString(SAMPLE)));
                    },
                    reading,
                    table -> in -> new FieldSample().add(in)));
        }
    }
}
