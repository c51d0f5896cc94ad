package dev.postrider.crashtests;

import static java.util.Objects.requireNonNull;

import dev.postrider.relay.batch.Position;
import dev.postrider.relay.status.DeliveryCurve;
import dev.postrider.relay.status.LastVerification;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.batches.BatchDetails;
import dev.postrider.relay.tools.batches.BatchEvents;
import dev.postrider.relay.tools.batches.BatchFilter;
import dev.postrider.relay.tools.batches.BatchPage;
import dev.postrider.relay.tools.batches.BatchSummary;
import dev.postrider.relay.tools.batches.Batches;
import dev.postrider.relay.tools.outbox.LeavesView;
import dev.postrider.relay.tools.outbox.OpenTransactions;
import dev.postrider.relay.tools.outbox.OutboxView;
import dev.postrider.relay.tools.terms.TermPage;
import dev.postrider.relay.tools.terms.Terms;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a person may look at in PostgreSQL.
 *
 * @param events those of all batches, as far as they are retained
 * @param curve of the last hour
 */
public record Looks(
        BatchPage batches,
        List<BatchEvents.Retained> events,
        TermPage terms,
        LeavesView leaves,
        OpenTransactions transactions,
        DeliveryCurve curve,
        @Nullable LastVerification verification) {

    /** Looks at all of it. */
    public static Looks at(DataSource dataSource) throws SQLException {
        Batches batches = new Batches(dataSource);
        BatchPage page = batches.page(BatchFilter.ALL, null, Batches.MOST);
        List<BatchEvents.Retained> events = new ArrayList<>();
        for (BatchSummary batch : page.batches()) {
            BatchDetails details = requireNonNull(batches.show(batch.batchNo()));
            Position after = null;
            do {
                BatchEvents some =
                        requireNonNull(batches.events(details.summary().batchNo(), after, Batches.MOST));
                events.addAll(some.events());
                after = some.next();
            } while (after != null);
        }
        OutboxView outbox = new OutboxView(dataSource);
        try (Connection connection = OutboxStatus.look(dataSource)) {
            Instant now = Instant.now();
            return new Looks(
                    page,
                    events,
                    new Terms(dataSource).page(null, Terms.MOST),
                    outbox.leaves(),
                    outbox.transactions(OutboxView.MOST),
                    DeliveryCurve.read(
                            connection, now.minus(Duration.ofMinutes(59)), now.plus(Duration.ofMinutes(1)), 60),
                    LastVerification.read(connection));
        }
    }
}
