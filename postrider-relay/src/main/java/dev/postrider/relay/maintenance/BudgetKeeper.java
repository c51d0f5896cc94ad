package dev.postrider.relay.maintenance;

import dev.postrider.relay.budget.BudgetGauge;
import dev.postrider.relay.budget.BudgetState;
import dev.postrider.relay.budget.Budgets;
import dev.postrider.relay.budget.OverLimit;
import dev.postrider.relay.budget.PublishingGate;
import dev.postrider.relay.threads.RelayClock;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the policy to what the budgets' gauge shows: readies, closes and opens the gate of publishing. For one thread. */
final class BudgetKeeper {
    private static final Logger log = LoggerFactory.getLogger(BudgetKeeper.class);

    /** Well within the five minutes after which a refusal that nobody confirms counts no more. */
    private static final Duration BETWEEN_CONFIRMATIONS = Duration.ofSeconds(30);

    private final BudgetGauge gauge;
    private final OverLimit policy;
    private final PublishingGate gate;
    private final RelayClock clock;
    private Gate known = Gate.UNKNOWN;
    private long confirmedAt;

    /** How this relay left the gate. */
    private enum Gate {
        UNKNOWN,
        /** Out of the writers' path. */
        AWAY,
        /** Open, and in the writers' path. */
        READY,
        CLOSED
    }

    BudgetKeeper(Budgets budgets, DataSource dataSource, RelayClock clock) {
        this.gauge = new BudgetGauge(budgets);
        this.policy = budgets.overLimit();
        this.gate = new PublishingGate(dataSource);
        this.clock = clock;
    }

    BudgetState worst() {
        return gauge.worst();
    }

    BudgetState size() {
        return gauge.size();
    }

    /** Another relay is active and may change the gate. */
    void leaveToOthers() {
        known = Gate.UNKNOWN;
    }

    void keepTo(@Nullable Duration lag, long bytes) throws SQLException {
        gauge.measured(lag, bytes);
        if (policy == OverLimit.BLOCK && gauge.excess().isPresent()) {
            close(gauge.excess().get());
        } else {
            open(policy == OverLimit.BLOCK && gauge.worst() != BudgetState.WITHIN ? Gate.READY : Gate.AWAY);
        }
    }

    private void close(String reason) throws SQLException {
        if (known == Gate.CLOSED && clock.nanos() - confirmedAt < BETWEEN_CONFIRMATIONS.toNanos()) {
            return;
        }
        if (gate.close(reason)) {
            if (known != Gate.CLOSED) {
                log.atWarn().addKeyValue("reason", reason).log("publishing is refused: {}", reason);
            }
            known = Gate.CLOSED;
            confirmedAt = clock.nanos();
        } else {
            known = Gate.UNKNOWN;
        }
    }

    private void open(Gate wanted) throws SQLException {
        if (known == wanted) {
            return;
        }
        gate.open();
        if (known == Gate.CLOSED) {
            log.atInfo().log("publishing is open again");
        }
        known = gate.arm(wanted == Gate.READY) ? wanted : Gate.UNKNOWN;
    }
}
