package dev.postrider.relay.sink.insert;

import java.time.Duration;

/**
 * An insert that the server has begun and not ended.
 *
 * @param queryId the id it runs under
 * @param since for how long it has been at work
 */
public record InsertAtWork(String queryId, Duration since) {
    @Override
    public String toString() {
        return queryId + ", for " + since.toSeconds() + " s";
    }
}
