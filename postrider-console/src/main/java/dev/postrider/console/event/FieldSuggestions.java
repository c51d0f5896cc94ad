package dev.postrider.console.event;

import dev.postrider.console.outbox.ConsoleEventLog;
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
    private final InstantSource clock;
    private final Map<String, Seen> seen = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > TYPES_REMEMBERED;
        }
    };

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

    FieldSuggestions(ConsoleEventLog eventLog, Searches searches, ObjectProvider<InstantSource> clock) {
        this.eventLog = eventLog;
        this.searches = searches;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /** The first {@value #MOST} fields of the newest version; none where the type was not seen lately, or ClickHouse does not answer. */
    List<Suggestion> of(String type) {
        Instant now = clock.instant();
        synchronized (seen) {
            Seen known = seen.get(type);
            if (known != null && now.isBefore(known.at().plus(RECENT))) {
                return known.suggestions();
            }
        }
        List<Suggestion> found = look(type);
        synchronized (seen) {
            seen.remove(type);
            seen.put(type, new Seen(now, found));
        }
        return found;
    }

    private List<Suggestion> look(String type) {
        try {
            Optional<EventTypeFields> fields = searches.run(
                    "", running -> Optional.ofNullable(new EventCatalogue(eventLog.get()).type(type, running)));
            if (fields.isEmpty() || fields.get().versions().isEmpty()) {
                return List.of();
            }
            List<Suggestion> all = new ArrayList<>();
            for (Field field : fields.get().versions().get(0).fields()) {
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
