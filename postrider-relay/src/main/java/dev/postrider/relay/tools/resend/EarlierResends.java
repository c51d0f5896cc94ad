package dev.postrider.relay.tools.resend;

import dev.postrider.relay.batch.QueryIds;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.server.SinkException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inserts of replays and repairs that were broken off: ClickHouse goes on with them. What a target lacks is known when none
 * is at work any more.
 */
final class EarlierResends {
    private static final Logger log = LoggerFactory.getLogger(EarlierResends.class);

    private static final Duration ASK_AGAIN_AFTER = Duration.ofMillis(250);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int LOOKS_BETWEEN_NEWS = 10;

    private final QueryableSink target;
    private final String queryIds;

    EarlierResends(QueryableSink target, String outbox) {
        this.target = target;
        this.queryIds = QueryIds.ofResends(outbox);
    }

    /**
     * Waits until none is at work, and tells the log now and then.
     *
     * @throws SinkException if the target does not tell, and does not drop what comes again either; or if interrupted
     */
    void awaitTheirEnd() throws SinkException {
        boolean noneBefore = false;
        for (int look = 0; ; look++) {
            Optional<InsertAtWork> found = find();
            if (found.isEmpty() && noneBefore) {
                return;
            }
            if (found.isPresent() && look % LOOKS_BETWEEN_NEWS == 0) {
                log.atInfo()
                        .addKeyValue("query_id", found.get().queryId())
                        .addKeyValue("seconds", found.get().since().toSeconds())
                        .log("waiting for an earlier insert that is still at work");
            }
            noneBefore = found.isEmpty();
            Resend.sleep(noneBefore ? ASK_AGAIN_AFTER : BETWEEN_LOOKS);
            if (Thread.currentThread().isInterrupted()) {
                throw new SinkException("interrupted while an earlier insert may still be at work");
            }
        }
    }

    private Optional<InsertAtWork> find() throws SinkException {
        try {
            return target.atWork(queryIds);
        } catch (SinkException e) {
            if (e.isAnswered() && target.remembers(System.nanoTime())) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
