package dev.postrider.console.replay;

import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.replay.ReplayCriteria;
import dev.postrider.relay.tools.replay.ReplayCriteria.BatchRange;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Criteria as a sentence has them, with the times on the clock that were meant. */
record CriteriaText(ReplayCriteria criteria) {
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (!criteria.types().isEmpty()) {
            parts.add("of the type " + String.join(" or ", new TreeSet<>(criteria.types())));
        }
        Period published = criteria.published();
        if (published != null) {
            parts.add("dated " + published.inWords());
        }
        Period delivered = criteria.delivered();
        if (delivered != null) {
            parts.add("delivered " + delivered.inWords());
        }
        BatchRange batches = criteria.batches();
        if (batches != null) {
            parts.add(
                    batches.first() == batches.last()
                            ? "of the batch " + batches.first()
                            : "of the batches " + batches.first() + " to " + batches.last());
        }
        return parts.isEmpty() ? "all that the outbox still retains" : String.join(", ", parts);
    }
}
