package dev.postrider.server.cli;

import dev.postrider.relay.tools.events.EventFilter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events are wanted. */
final class EventOptions {

    @Option(names = "--type", paramLabel = "TYPE", description = "events of this type; may be given more than once")
    List<String> types = List.of();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description =
                    "what a field of the context is: email=ada@example.com, \"amount > 10\", \"name contains ada\", \"phone exists\"; =, !=,"
                            + " <, <=, >, >=, contains, exists. May be given more than once")
    List<String> conditions = List.of();

    @Option(names = "--environment", paramLabel = "NAME", description = "events of this environment")
    @Nullable
    String environment;

    /** The outbox that they came from; null for any. */
    @Nullable
    String outbox;

    @Option(names = "--id", paramLabel = "EVENT_ID", converter = EventId.class, description = "the event with this id")
    @Nullable
    Long eventId;

    @Option(
            names = {"--since", "--from"},
            paramLabel = "TIME",
            description = "events of then or later, by their own time" + TypedTime.HELP)
    @Nullable
    TypedTime since;

    @Option(names = "--before", paramLabel = "TIME", description = "events of before then")
    @Nullable
    TypedTime before;

    @Option(
            names = "--text",
            description =
                    "look into the text of each context, where the event log has event_json too: slower, and finds fields of contexts that"
                            + " event_json can't hold")
    boolean text;

    /** Whether nothing but types is given. */
    boolean areTypesAlone() {
        return conditions.isEmpty()
                && environment == null
                && outbox == null
                && eventId == null
                && since == null
                && before == null
                && !text;
    }

    /** @throws IllegalArgumentException if a condition can't be read */
    EventFilter filter() {
        EventFilter filter = EventFilter.all()
                .withTypes(Set.copyOf(types))
                .withEnvironment(environment)
                .withOutbox(outbox)
                .withEventId(eventId)
                .withTime(TypedTime.meaning(since), TypedTime.meaning(before))
                .throughText(text);
        for (String condition : conditions) {
            filter = filter.and(condition);
        }
        return filter;
    }
}
