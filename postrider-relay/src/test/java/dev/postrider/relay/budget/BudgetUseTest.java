package dev.postrider.relay.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.budget.BudgetUse.State;
import dev.postrider.relay.status.Lag;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BudgetUseTest {
    private static final Budgets BUDGETS = Budgets.defaults()
            .withAge(Duration.ofMinutes(10), Duration.ofMinutes(60))
            .withSize(1_000, 4_000);

    @Test
    void crossesALevelWhenItIsReached() {
        assertThat(BUDGETS.size().use(0L).state()).isEqualTo(State.WITHIN);
        assertThat(BUDGETS.size().use(999L).state()).isEqualTo(State.WITHIN);
        assertThat(BUDGETS.size().use(1_000L).state()).isEqualTo(State.WARNING);
        assertThat(BUDGETS.size().use(3_999L).percent()).isEqualTo(99);
        assertThat(BUDGETS.size().use(4_000L).state()).isEqualTo(State.OVER);
        assertThat(BUDGETS.size().use(Long.MAX_VALUE).percent()).isGreaterThan(1_000_000_000L);
    }

    @Test
    void saysOnlyWhatIsCertainOfTheAge() {
        assertThat(age(Lag.NONE).state()).isEqualTo(State.WITHIN);
        assertThat(age(Lag.NONE).used()).isZero();
        assertThat(age(null).state()).isEqualTo(State.NOT_KNOWN);
        assertThat(age(null).percent()).isNull();
        assertThat(age(between(0, 9)).state()).isEqualTo(State.WITHIN);
        assertThat(age(between(0, 9)).used()).isNull();
        assertThat(age(between(0, 10)).state()).isEqualTo(State.NOT_KNOWN);
        assertThat(age(between(3, null)).state()).isEqualTo(State.NOT_KNOWN);
        assertThat(age(between(3, null)).usedIsAtLeast()).isTrue();
        assertThat(age(between(10, null)).state()).isEqualTo(State.WARNING);
        assertThat(age(between(60, null)).state()).isEqualTo(State.OVER);
        assertThat(age(new Lag(true, Duration.ofSeconds(30), Duration.ofSeconds(32)))
                        .usedIsAtLeast())
                .as("within a few seconds")
                .isFalse();
    }

    @Test
    void theWholeIsTheWarningLevelWhereThereIsNoLimitAndNothingWhereNeitherIsSet() {
        BudgetUse warned = BUDGETS.withSize(1_000, 0).size().use(500L);
        assertThat(warned.whole()).isEqualTo(1_000);
        assertThat(warned.percent()).isEqualTo(50);
        assertThat(warned.limit()).isNull();

        BudgetUse none = BUDGETS.withSize(0, 0).size().use(500L);
        assertThat(none.state()).isEqualTo(State.NOT_SET);
        assertThat(none.whole()).isNull();
        assertThat(none.percent()).isNull();
        assertThat(none.used()).isEqualTo(500);
        assertThat(none.figure().setting()).isEqualTo("POSTRIDER_BUDGET_SIZE_LIMIT");

        assertThat(BUDGETS.withSize(0, 10).size().use(9L).state()).isEqualTo(State.WITHIN);
        assertThat(BUDGETS.withSize(0, 0).size().use(null).state()).isEqualTo(State.NOT_SET);
    }

    @Test
    void theSettingsAreCalledAsTheyAreDocumented() {
        assertThat(BUDGETS.uses(null, null))
                .extracting(use -> use.figure().setting())
                .containsExactly("POSTRIDER_BUDGET_AGE_LIMIT", "POSTRIDER_BUDGET_SIZE_LIMIT");
    }

    private static BudgetUse age(@Nullable Lag waiting) {
        return BUDGETS.age().use(waiting);
    }

    private static Lag between(int atLeastMinutes, @Nullable Integer atMostMinutes) {
        return new Lag(
                true,
                Duration.ofMinutes(atLeastMinutes),
                atMostMinutes == null ? null : Duration.ofMinutes(atMostMinutes));
    }
}
