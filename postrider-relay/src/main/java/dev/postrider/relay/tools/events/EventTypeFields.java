package dev.postrider.relay.tools.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the events of a type hold, by a sample: of each version some of the newest, and some from a week before.
 *
 * @param type when and how often its versions were seen, the newest first; only the newest ten are looked into
 * @param versions what each holds, the newest first
 * @param changes what is different from one version to the next, and what became different without one
 * @param example the newest event; null if there is none
 */
public record EventTypeFields(
        EventTypes.OfType type,
        List<OfVersion> versions,
        List<Change> changes,
        @Nullable LoggedEvent example) {

    /** Copies the lists. */
    public EventTypeFields {
        versions = List.copyOf(versions);
        changes = List.copyOf(changes);
    }

    /**
     * What a version holds.
     *
     * @param version the version; null in an event log that does not keep it
     * @param sampled how many events were looked into
     * @param unreadable how many of these have a context that the type JSON can't hold, and whose fields are not known
     * @param since the time of the first of them
     * @param before the time of the last of them
     * @param fields their fields by path
     */
    public record OfVersion(
            @Nullable Long version,
            long sampled,
            long unreadable,
            @Nullable Instant since,
            @Nullable Instant before,
            List<Field> fields) {
        /** Copies the list. */
        public OfVersion {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A field.
     *
     * @param path its keys from the outside in, with dots between
     * @param types the types of its values in ClickHouse's words, the most frequent first
     * @param events how many of the sampled events have it
     * @param share the same as a share of those that could be read, 0 to 1
     * @param firstSeen when the first of them has it
     * @param lastSeen when the last of them has it
     */
    public record Field(
            String path, List<String> types, long events, double share, Instant firstSeen, Instant lastSeen) {
        /** Copies the list. */
        public Field {
            types = List.copyOf(types);
        }
    }

    /** What became of a field. */
    public enum Kind {
        /** It is new. */
        APPEARED,
        /** It is there no more. */
        VANISHED,
        /** Its values have other types. */
        OTHER_TYPES
    }

    /**
     * A change.
     *
     * @param path the field
     * @param from the version before; null in an event log that keeps none
     * @param to the version after; the same as {@code from} where there was no new one
     * @param at without a new version: when it was seen for the first time in the sample, or for the last time; null otherwise
     * @param types the types after it, or before where it vanished
     */
    public record Change(
            Kind kind,
            String path,
            @Nullable Long from,
            @Nullable Long to,
            @Nullable Instant at,
            List<String> types) {
        /** Copies the list. */
        public Change {
            types = List.copyOf(types);
        }
    }
}
