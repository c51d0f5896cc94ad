package dev.postrider.relay.content;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * One id window in which the event log does not store what was delivered.
 *
 * @param window its number
 * @param batches those that delivered the events that differ, ascending
 * @param columns those in which events that are there differ
 * @param missing events that were delivered and are not there
 * @param extra events that are there and that no batch delivered
 * @param doubled events that are there more often than they were delivered
 * @param altered events that are there with other values
 * @param suspects events of which at least one is there with other values: which, only the outbox could tell, and it holds them no
 *     more
 */
public record IdWindowDifference(
        long window,
        List<Long> batches,
        Set<EventField> columns,
        IdSet missing,
        IdSet extra,
        IdSet doubled,
        IdSet altered,
        IdSet suspects) {
    /** Copies the collections. */
    public IdWindowDifference {
        batches = List.copyOf(batches);
        columns = Set.copyOf(columns);
    }

    /** Consecutive ids, both ends inclusive. */
    public record Span(long first, long last) {
        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    /** The ids of one of the sets, as they are in the outbox. */
    public List<Span> spans(IdSet ids) {
        long base = IdWindow.firstId(window);
        BitSet bits = ids.lowBits();
        List<Span> spans = new ArrayList<>();
        for (int begin = bits.nextSetBit(0); begin >= 0; ) {
            int end = bits.nextClearBit(begin);
            spans.add(new Span(base + begin, base + end - 1));
            begin = bits.nextSetBit(end);
        }
        return spans;
    }

    /** What differs, in one line. */
    public String summary() {
        List<String> parts = new ArrayList<>();
        add(parts, "missing", missing);
        add(parts, "extra", extra);
        add(parts, "doubled", doubled);
        add(parts, "altered", altered);
        add(parts, "altered, one or more of", suspects);
        return "ids " + IdWindow.firstId(window) + "-" + (IdWindow.firstId(window + 1) - 1) + ": "
                + String.join("; ", parts)
                + (columns.isEmpty()
                        ? ""
                        : "; columns "
                                + String.join(
                                        ", ",
                                        columns.stream()
                                                .map(EventField::column)
                                                .sorted()
                                                .toList()))
                + (batches.isEmpty() ? "" : "; batches " + batches);
    }

    private void add(List<String> parts, String what, IdSet ids) {
        if (ids.size() > 0) {
            List<Span> spans = spans(ids);
            String first = String.join(
                    ", ", spans.stream().limit(10).map(Span::toString).toList());
            parts.add(ids.size() + " " + what + " (" + first + (spans.size() > 10 ? ", …" : "") + ")");
        }
    }
}
