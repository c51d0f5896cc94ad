package dev.postrider.relay.budget;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Holds how far the budgets are used up, and tells the log when that changes. For one thread. */
public final class BudgetGauge {
    private static final Logger log = LoggerFactory.getLogger(BudgetGauge.class);

    private final Budgets budgets;
    private BudgetState age = BudgetState.WITHIN;
    private BudgetState size = BudgetState.WITHIN;
    private @Nullable Duration lag;
    private long bytes;

    /** Everything is within its budget so far. */
    public BudgetGauge(Budgets budgets) {
        this.budgets = budgets;
    }

    /** Takes in what was measured; a lag of null is not known, and changes nothing. */
    public void measured(@Nullable Duration newLag, long newBytes) {
        if (newLag != null) {
            lag = newLag;
            BudgetState before = age;
            age = budgets.age().levels().stateAfter(before, newLag.toMillis());
            tell("age", before, age, this::ageInWords);
        }
        bytes = newBytes;
        BudgetState before = size;
        size = budgets.size().levels().stateAfter(before, newBytes);
        tell("size", before, size, this::sizeInWords);
    }

    /** The lag's budget. */
    public BudgetState age() {
        return age;
    }

    /** The disk's budget. */
    public BudgetState size() {
        return size;
    }

    /** The budget that is used up further. */
    public BudgetState worst() {
        return age.compareTo(size) >= 0 ? age : size;
    }

    /** Which budget is over its limit: the value, the limit and the setting. */
    public Optional<String> excess() {
        if (size == BudgetState.OVER) {
            return Optional.of(
                    sizeInWords() + ", the limit is " + megabytes(budgets.size().limit()) + " (size-limit)");
        }
        if (age == BudgetState.OVER) {
            return Optional.of(
                    ageInWords() + ", the limit is " + seconds(budgets.age().limit()) + " (age-limit)");
        }
        return Optional.empty();
    }

    private void tell(String budget, BudgetState before, BudgetState now, Supplier<String> words) {
        if (before == now) {
            return;
        }
        log.atLevel(now.compareTo(before) > 0 ? Level.WARN : Level.INFO)
                .addKeyValue("budget", budget)
                .addKeyValue("state", now)
                .log("{}: {}", words.get(), verdict(now));
    }

    private String verdict(BudgetState now) {
        return switch (now) {
            case WITHIN -> "back within the budget";
            case WARNING -> "over the budget's warning level";
            case OVER ->
                budgets.overLimit() == OverLimit.BLOCK
                        ? "over the budget's limit; publishing is refused until it is back below"
                        : "over the budget's limit; publishing goes on (over-limit is keep)";
        };
    }

    private String ageInWords() {
        return "the oldest undelivered event has waited " + seconds(lag == null ? Duration.ZERO : lag);
    }

    private String sizeInWords() {
        return "the outbox takes " + megabytes(bytes) + " on disk";
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%,d s", time.toSeconds());
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1024.0 / 1024.0);
    }
}
