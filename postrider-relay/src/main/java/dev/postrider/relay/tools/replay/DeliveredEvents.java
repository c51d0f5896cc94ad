package dev.postrider.relay.tools.replay;

import dev.postrider.relay.content.IdWindow;
import dev.postrider.relay.tools.DeliveredIdWindows;
import dev.postrider.relay.tools.DeliveredIdWindows.Batches;
import dev.postrider.relay.tools.DeliveredIdWindows.Frontier;
import dev.postrider.relay.tools.DeliveredIdWindows.OfBatch;
import dev.postrider.relay.tools.resend.RetainedRow;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which of the rows that the outbox holds were delivered, in batches of interest. Not those that wait, which the relay will
 * deliver, nor those that the event log refused. For one thread.
 */
final class DeliveredEvents {
    private static final int WINDOWS_REMEMBERED = 64;

    private final DeliveredIdWindows ledger;
    private final long firstIdWindow;
    private final Frontier frontier;
    private final Batches batches;
    private final Map<Long, BitSet> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, BitSet> eldest) {
            return size() > WINDOWS_REMEMBERED;
        }
    };

    DeliveredEvents(DeliveredIdWindows ledger, long firstIdWindow, Frontier frontier, Batches batches) {
        this.ledger = ledger;
        this.firstIdWindow = firstIdWindow;
        this.frontier = frontier;
        this.batches = batches;
    }

    boolean hold(RetainedRow row) throws SQLException {
        if (!frontier.isBehind(row.txid(), row.eventId())) {
            return false;
        }
        long window = IdWindow.numberOf(row.eventId());
        if (window < firstIdWindow) {
            // The ledger does not remember: only that it was delivered, in some batch.
            return batches.equals(Batches.ALL);
        }
        BitSet ids = remembered.get(window);
        if (ids == null) {
            ids = new BitSet();
            for (OfBatch part : ledger.idWindow(window)) {
                if (part.batchNo() >= batches.first() && part.batchNo() <= batches.last()) {
                    ids.or(part.window().ids().lowBits());
                }
            }
            remembered.put(window, ids);
        }
        return ids.get((int) (row.eventId() - IdWindow.firstId(window)));
    }
}
