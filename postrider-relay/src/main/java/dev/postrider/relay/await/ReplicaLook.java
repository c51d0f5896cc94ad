package dev.postrider.relay.await;

import dev.postrider.outbox.EventTime;
import dev.postrider.outbox.PublishedEvent;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.query.IdRange;
import dev.postrider.relay.sink.query.StoredEvent;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks every replica of every shard which of some events it has: one question of each, however many events. For one thread. */
final class ReplicaLook {
    private final List<List<EventLog>> shards;

    /** @param shards the replicas of each, one server at least */
    ReplicaLook(List<List<EventLog>> shards) {
        this.shards = shards.stream().map(List::copyOf).toList();
    }

    /**
     * Where an event is.
     *
     * @param replicas those that have it, of its shard
     * @param missing why it is not everywhere, for people; null if every replica of its shard has it
     * @param isNowhere whether all were asked and none has it
     */
    record Where(List<String> replicas, @Nullable String missing, boolean isNowhere) {}

    /** What a replica said: the events that it has, or why it did not say. */
    private record Answer(
            String replica,
            Set<StoredEvent> there,
            @Nullable String failure) {}

    /** Where each is. */
    Map<PublishedEvent, Where> at(String outbox, Collection<PublishedEvent> events) {
        if (events.isEmpty()) {
            return Map.of();
        }
        IdRange range = range(outbox, events);
        List<Long> ids = events.stream().map(PublishedEvent::id).distinct().toList();
        List<List<Answer>> answers = shards.stream()
                .map(replicas -> replicas.stream()
                        .map(replica -> ask(replica, range, ids))
                        .toList())
                .toList();
        Map<PublishedEvent, Where> where = new HashMap<>();
        events.forEach(event -> where.put(event, where(event, answers)));
        return where;
    }

    private static Answer ask(EventLog replica, IdRange range, List<Long> ids) {
        try {
            return new Answer(replica.description(), replica.identitiesOften(range, ids), null);
        } catch (SinkException e) {
            return new Answer(
                    replica.description(), Set.of(), e.at(replica.description()).getMessage());
        }
    }

    private static Where where(PublishedEvent event, List<List<Answer>> shards) {
        StoredEvent identity = new StoredEvent(event.id(), EventTime.micros(event.dateTime()));
        List<String> failures = new ArrayList<>();
        for (List<Answer> replicas : shards) {
            List<String> having = replicas.stream()
                    .filter(answer -> answer.there().contains(identity))
                    .map(Answer::replica)
                    .toList();
            if (having.size() == replicas.size()) {
                return new Where(having, null, false);
            }
            if (!having.isEmpty()) {
                return new Where(having, missing(replicas, identity), false);
            }
            replicas.stream()
                    .map(Answer::failure)
                    .filter(failure -> failure != null)
                    .forEach(failures::add);
        }
        String missing = failures.isEmpty() ? "no server has it" : String.join("; ", failures);
        return new Where(List.of(), missing, failures.isEmpty());
    }

    private static String missing(List<Answer> replicas, StoredEvent identity) {
        return replicas.stream()
                .filter(answer -> !answer.there().contains(identity))
                .map(answer -> answer.failure() == null ? answer.replica() + " does not have it" : answer.failure())
                .collect(Collectors.joining("; "));
    }

    private static IdRange range(String outbox, Collection<PublishedEvent> events) {
        List<Instant> times =
                events.stream().map(PublishedEvent::dateTime).sorted().toList();
        List<Long> ids = events.stream()
                .map(PublishedEvent::id)
                .sorted(Comparator.naturalOrder())
                .toList();
        return new IdRange(
                outbox,
                ids.get(0),
                ids.get(ids.size() - 1),
                new IdRange.Times(times.get(0), times.get(times.size() - 1)));
    }
}
