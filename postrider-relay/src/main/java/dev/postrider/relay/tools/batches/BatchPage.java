package dev.postrider.relay.tools.batches;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some batches that meet a filter, the newest first.
 *
 * @param lookedAt how many batch numbers were looked at for it. Where few batches meet the filter, a page may have fewer than were asked
 *     for, or none, and go on
 * @param next where the next page begins; null if there is no batch behind that could meet the filter
 */
public record BatchPage(
        List<BatchSummary> batches, long lookedAt, @Nullable Long next) {
    /** Copies the list. */
    public BatchPage {
        batches = List.copyOf(batches);
    }
}
