package dev.postrider.relay.sink.insert;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.sink.server.CallWatch;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An insert whose answer is waited for. As long as the server says that it is at work on it, it is only slow. It is lost when
 * the server says twice that it is not, and still no answer came: the answer was lost, or the request never arrived.
 */
public final class InsertUnderWay implements CallWatch.Call {
    private static final Duration YOUNG = Duration.ofMillis(1_500);
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);
    private static final Duration BETWEEN_NEWS = Duration.ofSeconds(1);
    private static final int SURE = 2;

    private final EncodedBatch batch;
    private final InsertsAtWork insertsAtWork;
    private final Duration longest;
    private final BooleanSupplier isElsewhere;
    private final Runnable breakOff;

    private int notAtWork;
    private Duration patience = YOUNG;
    private Duration news;

    /**
     * Waits for nothing yet.
     *
     * @param longest how long it may take before that is told, and how long a server that can't be asked is believed
     * @param isElsewhere whether another server can take the batch: one that can't be asked is not believed then
     */
    public InsertUnderWay(
            EncodedBatch batch,
            InsertsAtWork insertsAtWork,
            Duration longest,
            BooleanSupplier isElsewhere,
            Runnable breakOff) {
        this.batch = batch;
        this.insertsAtWork = insertsAtWork;
        this.longest = longest;
        this.isElsewhere = isElsewhere;
        this.breakOff = breakOff;
        this.news = longest;
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public boolean isLost(Duration silent) {
        patience = silent.plus(BETWEEN_QUESTIONS);
        Optional<InsertAtWork> found;
        try {
            found = insertsAtWork.find(batch.queryId());
        } catch (SinkException e) {
            notAtWork = 0;
            return silent.compareTo(longest) > 0 || isElsewhere.getAsBoolean();
        }
        if (found.isPresent()) {
            notAtWork = 0;
            tell(found.get().since());
            return false;
        }
        notAtWork++;
        return notAtWork >= SURE;
    }

    private void tell(Duration since) {
        if (since.compareTo(news) > 0) {
            news = since.plus(BETWEEN_NEWS);
            batch.stillAtWork(since);
        }
    }

    @Override
    public void breakOff() {
        breakOff.run();
    }
}
