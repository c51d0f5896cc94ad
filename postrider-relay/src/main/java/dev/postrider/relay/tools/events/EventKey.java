package dev.postrider.relay.tools.events;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an event is among all others, by time, outbox and id: where a page ends and the next one goes on.
 *
 * @param micros its time, in microseconds since 1970
 * @param outbox from where it came; empty in an event log that does not keep that
 * @param id its id; in an event log without ids, a hash of the event
 */
public record EventKey(long micros, String outbox, long id) implements Comparable<EventKey> {
    private static final Pattern FORM = Pattern.compile("(-?\\d{1,18})\\.(-?\\d{1,19})\\.(.*)", Pattern.DOTALL);

    /** As ClickHouse compares them. */
    private static final Comparator<EventKey> ORDER = Comparator.comparingLong(EventKey::micros)
            .thenComparing(EventKey::outbox, (one, other) -> Arrays.compareUnsigned(bytes(one), bytes(other)))
            .thenComparingLong(EventKey::id);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The later one is the greater. */
    @Override
    public int compareTo(EventKey other) {
        return ORDER.compare(this, other);
    }

    /**
     * Reads what {@link #toString} gives.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static EventKey parse(String text) {
        Matcher form = FORM.matcher(text);
        try {
            if (form.matches()) {
                return new EventKey(Long.parseLong(form.group(1)), form.group(3), Long.parseLong(form.group(2)));
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new IllegalArgumentException(
                "'" + FieldCondition.shown(text) + "' is not the place of an event; it is what a page printed last");
    }

    /** For a link or a command: microseconds, id and outbox. */
    @Override
    public String toString() {
        return micros + "." + id + "." + outbox;
    }
}
