package dev.postrider.relay.sink;

import dev.postrider.relay.content.EventField;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.query.Comparison;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.LogPlace;
import dev.postrider.relay.sink.query.LogSums;
import dev.postrider.relay.sink.query.SelfDrops;
import dev.postrider.relay.sink.query.StoredEvent;
import dev.postrider.relay.sink.search.LimitedQueries;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogViews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An event log in several shards. Each question is asked of all, one after the other: an event may be on any, and one that was not
 * asked is not one that lacks it. Thread-safe.
 */
final class ShardedEventLog implements EventLog {
    private static final Comparator<StoredEvent> BY_ID_AND_TIME =
            Comparator.comparingLong(StoredEvent::id).thenComparingLong(StoredEvent::micros);

    private final List<EventLog> shards;

    ShardedEventLog(List<EventLog> shards) {
        this.shards = List.copyOf(shards);
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(EventLog shard) throws SinkException;
    }

    /** An answer of each, in their order; or none. */
    private <T> List<T> ask(Question<T> question) throws SinkException {
        List<T> answers = new ArrayList<>();
        for (EventLog shard : shards) {
            try {
                answers.add(question.ask(shard));
            } catch (SinkException e) {
                throw e.at(shard.description());
            }
        }
        return answers;
    }

    /** Of several, the one that has been at work for the longest. */
    @Override
    public Optional<InsertAtWork> atWork(String queryIds) throws SinkException {
        return ask(shard -> shard.atWork(queryIds)).stream()
                .flatMap(Optional::stream)
                .max(Comparator.comparing(InsertAtWork::since));
    }

    @Override
    public boolean knowsIdentity() throws SinkException {
        return ask(EventLog::knowsIdentity).stream().allMatch(Boolean::booleanValue);
    }

    @Override
    public long highestId(String outbox, long above) throws SinkException {
        return ask(shard -> shard.highestId(outbox, above)).stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    @Override
    public List<StoredEvent> storedAfter(String outbox, StoredEvent before, int limit) throws SinkException {
        return ask(shard -> shard.storedAfter(outbox, before, limit)).stream()
                .flatMap(List::stream)
                .distinct()
                .sorted(BY_ID_AND_TIME)
                .limit(limit)
                .toList();
    }

    @Override
    public boolean exists() throws SinkException {
        List<Boolean> there = ask(EventLog::exists);
        if (there.contains(true) && there.contains(false)) {
            throw new SinkException("there is no table " + table() + " on " + wheres(there, false)
                    + ", and there is one on " + wheres(there, true) + "; a relay makes it at its start");
        }
        return there.get(0);
    }

    private String wheres(List<Boolean> answers, boolean answer) {
        List<String> wheres = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            if (answers.get(i) == answer) {
                wheres.add(shards.get(i).description());
            }
        }
        return String.join(", ", wheres);
    }

    /** The same on all. */
    @Override
    public String table() {
        return shards.get(0).table();
    }

    @Override
    public String description() {
        return shards.stream().map(EventLog::description).collect(Collectors.joining("; "));
    }

    @Override
    public List<EventLog> shards() {
        return shards;
    }

    /** What all can compare. */
    @Override
    public Comparison comparison() throws SinkException {
        List<Comparison> each = ask(EventLog::comparison);
        Set<EventField> compared = new HashSet<>(each.get(0).compared());
        Map<String, Map<String, List<String>>> reasons = new TreeMap<>();
        for (int i = 0; i < shards.size(); i++) {
            compared.retainAll(each.get(i).compared());
            String where = shards.get(i).description();
            each.get(i)
                    .notCompared()
                    .forEach((column, reason) -> reasons.computeIfAbsent(column, key -> new TreeMap<>())
                            .computeIfAbsent(reason, key -> new ArrayList<>())
                            .add(where));
        }
        Map<String, String> notCompared = new TreeMap<>();
        reasons.forEach((column, wheres) -> notCompared.put(column, words(wheres)));
        return new Comparison(each.stream().allMatch(Comparison::hasIds), compared, notCompared);
    }

    /** Each reason, with the shards where it is one; without, if it is the same on all. */
    private String words(Map<String, List<String>> wheres) {
        return wheres.entrySet().stream()
                .map(reason -> reason.getValue().size() == shards.size()
                        ? reason.getKey()
                        : "on " + String.join(", ", reason.getValue()) + " " + reason.getKey())
                .collect(Collectors.joining("; "));
    }

    @Override
    public SelfDrops selfDrops() throws SinkException {
        List<SelfDrops> each = ask(EventLog::selfDrops);
        return new SelfDrops(each.stream().anyMatch(SelfDrops::any), times -> mayBeGone(each, times));
    }

    private List<Boolean> mayBeGone(List<SelfDrops> each, List<Instant> times) throws SinkException {
        List<Boolean> gone = new ArrayList<>(times.stream().map(time -> false).toList());
        for (int shard = 0; shard < shards.size(); shard++) {
            List<Boolean> here;
            try {
                here = each.get(shard).mayBeGone(times);
            } catch (SinkException e) {
                throw e.at(shards.get(shard).description());
            }
            for (int i = 0; i < gone.size(); i++) {
                gone.set(i, gone.get(i) || here.get(i));
            }
        }
        return gone;
    }

    @Override
    public List<String> hiding() throws SinkException {
        return ask(shard -> shard.hiding().stream()
                        .map(reason -> "on " + shard.description() + " " + reason)
                        .toList())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public List<LogSums> idWindows(IdRange range) throws SinkException {
        return together(ask(shard -> shard.idWindows(range)));
    }

    @Override
    public List<LogSums> ids(IdRange range) throws SinkException {
        return together(ask(shard -> shard.ids(range)));
    }

    private static List<LogSums> together(List<List<LogSums>> each) {
        Map<Long, LogSums> sums = new TreeMap<>();
        each.forEach(shard -> shard.forEach(some -> sums.merge(some.key(), some, LogSums::plus)));
        return List.copyOf(sums.values());
    }

    @Override
    public List<LogPlace> places(String outbox, long eventId) throws SinkException {
        return ask(shard -> shard.places(outbox, eventId).stream()
                        .map(place -> place.on(shard.description()))
                        .toList())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Set<StoredEvent> identities(IdRange range, Collection<Long> ids) throws SinkException {
        return ask(shard -> shard.identities(range, ids)).stream()
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    @Override
    public Set<StoredEvent> identitiesOften(IdRange range, Collection<Long> ids) throws SinkException {
        return ask(shard -> shard.identitiesOften(range, ids)).stream()
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    @Override
    public LimitedQueries searches() {
        throw severalShards();
    }

    @Override
    public EventLogFacts facts() {
        throw severalShards();
    }

    @Override
    public LogViews views() {
        throw severalShards();
    }

    private IllegalStateException severalShards() {
        return new IllegalStateException(
                "the event log is in " + shards.size() + " shards, and each is asked by itself");
    }
}
