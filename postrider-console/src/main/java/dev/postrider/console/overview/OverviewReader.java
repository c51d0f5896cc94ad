package dev.postrider.console.overview;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.relay.budget.BudgetUse;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OutboxSpace;
import dev.postrider.relay.status.DeliveryHistory;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.log.Reason;
import dev.postrider.spring.watch.Observation;
import dev.postrider.spring.watch.OutboxWatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Reads what the page shows. Costs a few index look-ups, whatever the size of the tables. Thread-safe. */
final class OverviewReader {
    private static final int ROWS = 8;
    private static final int STRETCHES = 20;
    private static final Duration RECENT = Duration.ofDays(1);
    private static final Logger log = LoggerFactory.getLogger(OverviewReader.class);

    private final PostriderProperties properties;
    private final InstantSource clock;

    OverviewReader(PostriderProperties properties, ObjectProvider<InstantSource> clock) {
        this.properties = properties;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    Instant now() {
        return clock.instant();
    }

    /** How much of each budget was used a moment ago. */
    List<BudgetUse> budgets(OutboxWatch watch) {
        return budgets()
                .uses(
                        watch.last() instanceof Observation.Seen<OutboxStatus> seen
                                ? seen.value().waiting()
                                : null,
                        watch.space() instanceof Observation.Seen<OutboxSpace> space
                                ? space.value().bytes()
                                : null);
    }

    /** As they are set. */
    Budgets budgets() {
        return properties.budget().settings();
    }

    Overview read(ConsoleOutbox outbox) {
        Observation<OutboxStatus> last = outbox.watch().last();
        boolean isSeen = last instanceof Observation.Seen<OutboxStatus>;
        return new Overview(
                Headline.of(last),
                last instanceof Observation.Seen<OutboxStatus> seen ? seen.value() : null,
                outbox.watch().space() instanceof Observation.Seen<OutboxSpace> space ? space.value() : null,
                budgets(outbox.watch()),
                budgets().overLimit(),
                isSeen ? ledger(outbox) : null);
    }

    /** All outboxes, the worst first. */
    List<FleetRow> fleet(ConsoleOutboxes outboxes) {
        return FleetRow.of(outboxes, this::budgets);
    }

    private Overview.@Nullable Ledger ledger(ConsoleOutbox outbox) {
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            return new Overview.Ledger(
                    OutboxStatus.lastBatches(connection, ROWS),
                    OutboxStatus.lastFailures(connection, ROWS),
                    DeliveryHistory.stretches(connection, now().minus(RECENT), null, STRETCHES),
                    new DeadLetters(outbox.dataSource()).unfinished());
        } catch (SQLException e) {
            // the headline says it as soon as the watch has seen it too
            log.atWarn()
                    .addKeyValue("reason", Reason.of(e))
                    .log("the overview can't read the ledger: {}", Reason.of(e));
            return null;
        }
    }

    /** What a relay had told by an earlier time. */
    DeliveryHistory.Known known(ConsoleOutbox outbox, Instant time) throws SQLException {
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            return DeliveryHistory.at(connection, time);
        }
    }

    /** What was known at an earlier time. */
    Past past(ConsoleOutbox outbox, Instant time) throws SQLException {
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            return Past.of(
                    time,
                    DeliveryHistory.at(connection, time),
                    DeliveryHistory.stretches(connection, time.minus(RECENT), time.plus(RECENT), DeliveryHistory.MOST));
        }
    }
}
