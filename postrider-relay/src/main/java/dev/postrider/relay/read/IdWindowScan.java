package dev.postrider.relay.read;

import dev.postrider.outbox.EventTime;
import dev.postrider.relay.content.ContentSums;
import dev.postrider.relay.content.IdSet;
import dev.postrider.relay.content.IdWindow;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of one reading hold, by id window. Its memory is at most 8 KiB for each window that has one of the rows;
 * ids come from a sequence, so that a batch has few.
 */
final class IdWindowScan {
    private final RowSums row = new RowSums();
    private final SortedMap<Long, Window> windows = new TreeMap<>();
    private @Nullable Window last;

    private static final class Window {
        private final long number;
        private final BitSet ids = new BitSet();
        private final long[] sums = new long[ContentSums.COLUMNS.size()];
        private int rows;
        private long firstMicros = Long.MAX_VALUE;
        private long lastMicros = Long.MIN_VALUE;

        Window(long number) {
            this.number = number;
        }

        void add(RowSums row) {
            ids.set(IdSet.lowBits(row.eventId()));
            row.addTo(sums);
            rows++;
            firstMicros = Math.min(firstMicros, row.micros());
            lastMicros = Math.max(lastMicros, row.micros());
        }

        IdWindow value() {
            return new IdWindow(
                    number,
                    rows,
                    ContentSums.of(sums),
                    IdSet.of(ids),
                    EventTime.ofMicros(firstMicros),
                    EventTime.ofMicros(lastMicros));
        }
    }

    void add(byte[] buffer, int offset) {
        row.read(buffer, offset);
        idWindowOf(row.eventId()).add(row);
    }

    private Window idWindowOf(long eventId) {
        long number = IdWindow.numberOf(eventId);
        Window window = last;
        if (window == null || window.number != number) {
            window = windows.computeIfAbsent(number, Window::new);
            last = window;
        }
        return window;
    }

    List<IdWindow> windows() {
        return windows.values().stream().map(Window::value).toList();
    }
}
