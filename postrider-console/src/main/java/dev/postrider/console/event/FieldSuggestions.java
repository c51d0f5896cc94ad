package dev.postrider.console.event;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.events.EventCatalogue;
import dev.postrider.relay.tools.events.EventTypeFields;
import dev.postrider.relay.tools.events.EventTypeFields.Field;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;

/** The fields that events of a type have, of each type looked at once a minute at most. Thread-safe. */
final class FieldSuggestions {
    private static final Duration RECENT = Duration.ofMinutes(1);
    private static final int TYPES_REMEMBERED = 50;
    private static final int MOST = 60;

    private final ConsoleEventLog eventLog;
    private final Searches searches;
    private final Payloads payloads;
    private final InstantSource clock;
    private final Map<Question, Seen> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Seen> eldest) {
            return size() > TYPES_REMEMBERED;
        }
    };

    /** Some see other fields than others. */
    private record Question(String type, boolean isMasked) {}

    private record Seen(Instant at, List<Suggestion> suggestions) {}

    /**
     * A field.
     *
     * @param types of its values, in words of ClickHouse
     */
    record Suggestion(String path, String types) {
        /** As a condition begins with it: in quotes where it would be read otherwise. */
        public String condition() {
            boolean isPlain = path.matches("[^\\s=!<>\".]+(\\.[^\\s=!<>\".]+)*");
            return (isPlain ? path : '"' + path.replace("\\", "\\\\").replace("\"", "\\\"") + '"') + " = ";
        }
    }

    FieldSuggestions(
            ConsoleEventLog eventLog, Searches searches, Payloads payloads, ObjectProvider<InstantSource> clock) {
        this.eventLog = eventLog;
        this.searches = searches;
        this.payloads = payloads;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /** The first {@value #MOST} fields of the newest version that this one may see; none where the type was not seen lately, or ClickHouse does not answer. */
    List<Suggestion> of(String type, Viewer viewer) {
        Question question = new Question(type, payloads.isMaskedFor(viewer));
        Instant now = clock.instant();
        synchronized (seen) {
            Seen known = seen.get(question);
            if (known != null && now.isBefore(known.at().plus(RECENT))) {
                return known.suggestions();
            }
        }
        List<Suggestion> found = look(type, viewer);
        synchronized (seen) {
            seen.remove(question);
            seen.put(question, new Seen(now, found));
        }
        return found;
    }

    private List<Suggestion> look(String type, Viewer viewer) {
        try {
            Optional<EventTypeFields> fields = searches.run(
                    "", running -> Optional.ofNullable(new EventCatalogue(eventLog.get()).type(type, running)));
            if (fields.isEmpty() || fields.get().versions().isEmpty()) {
                return List.of();
            }
            List<Suggestion> all = new ArrayList<>();
            for (Field field :
                    payloads.fields(fields.get(), viewer).versions().get(0).fields()) {
                if (all.size() < MOST) {
                    all.add(new Suggestion(field.path(), String.join(", ", field.types())));
                }
            }
            return List.copyOf(all);
        } catch (SinkException e) {
            // what was found says it
            return List.of();
        }
    }
}
