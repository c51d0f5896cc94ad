package dev.postrider.console.verification;

import dev.postrider.relay.tools.verify.RepairReport;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A comparison that somebody asked for, and how far it is. Thread-safe. */
final class Comparison {
    private final Kind kind;
    private final VerifyScope scope;
    private final Instant begunAt;
    private volatile long compared;
    private volatile long of;
    private volatile boolean isCancelled;
    private volatile @Nullable Result result;

    /** What is done besides comparing. */
    enum Kind {
        /** Nothing. */
        COMPARE("compare"),
        /** It is said what a repair would send. */
        DRY_RUN("dry-run"),
        /** What is missing is sent. */
        REPAIR("repair");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        static Kind of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("what is '" + word + "', must be compare, dry-run or repair");
        }
    }

    /**
     * How it ended: exactly one of report and problem is there.
     *
     * @param repair what was sent; null where nothing was to be sent
     */
    record Result(
            Instant at,
            @Nullable VerifyReport report,
            @Nullable RepairReport repair,
            @Nullable String problem) {}

    Comparison(Kind kind, VerifyScope scope, Instant begunAt) {
        this.kind = kind;
        this.scope = scope;
        this.begunAt = begunAt;
    }

    public Kind kind() {
        return kind;
    }

    VerifyScope scope() {
        return scope;
    }

    public Instant begunAt() {
        return begunAt;
    }

    /** Id windows so far. */
    public long compared() {
        return compared;
    }

    /** How many there are at most; 0 while that is not known. */
    public long of() {
        return of;
    }

    public boolean isUnderWay() {
        return result == null;
    }

    /** Null while it is under way. */
    public @Nullable Result result() {
        return result;
    }

    /** It ends at the next id window; what was sent until then stays sent. */
    void cancel() {
        isCancelled = true;
    }

    VerifyListener listener() {
        return new VerifyListener() {
            @Override
            public void compared(long windows, long all) {
                compared = windows;
                of = all;
                if (isCancelled) {
                    throw new CancellationException("somebody stopped it");
                }
            }
        };
    }

    void found(VerifyReport report, @Nullable RepairReport repair, Instant at) {
        result = new Result(at, report, repair, null);
    }

    void failed(String problem, Instant at) {
        result = new Result(at, null, null, problem);
    }
}
