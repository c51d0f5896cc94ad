package dev.postrider.relay.tools.outbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outbox's leaves.
 *
 * @param currentTransaction how far transaction ids are
 * @param leaves in the order of their numbers
 * @param unknown why it is not known what they hold, or which of it is delivered; null if it is known
 */
public record LeavesView(
        long currentTransaction,
        List<LeafView> leaves,
        @Nullable String unknown) {
    /** Copies the list. */
    public LeavesView {
        leaves = List.copyOf(leaves);
    }

    /** The disk that they take together. */
    public long bytes() {
        return leaves.stream().mapToLong(LeafView::bytes).sum();
    }
}
