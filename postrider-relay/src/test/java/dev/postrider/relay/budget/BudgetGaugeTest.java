package dev.postrider.relay.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetGaugeTest {
    private static final Budgets BUDGETS = Budgets.defaults()
            .withAge(Duration.ofMinutes(10), Duration.ofMinutes(60))
            .withSize(1_000, 0);

    private final BudgetGauge gauge = new BudgetGauge(BUDGETS);

    @Test
    void crossesALevelWhenItIsReachedAndIsBackWellBelowIt() {
        assertThat(ageAfter(9)).isEqualTo(BudgetState.WITHIN);
        assertThat(ageAfter(10)).isEqualTo(BudgetState.WARNING);
        assertThat(ageAfter(9)).as("swings about the level").isEqualTo(BudgetState.WARNING);
        assertThat(ageAfter(60)).isEqualTo(BudgetState.OVER);
        assertThat(gauge.worst()).isEqualTo(BudgetState.OVER);
        assertThat(gauge.excess())
                .contains("the oldest undelivered event has waited 3,600 s, the limit is 3,600 s (age-limit)");
        assertThat(ageAfter(55)).as("swings about the limit").isEqualTo(BudgetState.OVER);
        assertThat(ageAfter(53)).isEqualTo(BudgetState.WARNING);
        assertThat(gauge.excess()).isEmpty();
        assertThat(ageAfter(8)).isEqualTo(BudgetState.WITHIN);
        assertThat(ageAfter(61)).isEqualTo(BudgetState.OVER);
        assertThat(ageAfter(0)).isEqualTo(BudgetState.WITHIN);
    }

    @Test
    void takesZeroForNoLevelAndAnUnknownLagForNoNews() {
        gauge.measured(Duration.ofMinutes(20), Long.MAX_VALUE);
        assertThat(gauge.size()).isEqualTo(BudgetState.WARNING);
        gauge.measured(null, 0);
        assertThat(gauge.size()).isEqualTo(BudgetState.WITHIN);
        assertThat(gauge.age()).isEqualTo(BudgetState.WARNING);
    }

    @Test
    void refusesLevelsThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BUDGETS.withAge(Duration.ofMinutes(2), Duration.ofMinutes(1)))
                .withMessage(
                        "age-limit is 60000 ms, must not be below age-warning, which is 120000 ms (0 for no limit)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BUDGETS.withSize(-1, 0))
                .withMessageContaining("size-warning is -1, must be between 0 and");
    }

    private BudgetState ageAfter(long minutes) {
        gauge.measured(Duration.ofMinutes(minutes), 0);
        return gauge.age();
    }
}
