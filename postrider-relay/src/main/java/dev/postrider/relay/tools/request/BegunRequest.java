package dev.postrider.relay.tools.request;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of a request when it comes. */
public sealed interface BegunRequest {
    /** It has not come before: it is to be done, and then {@link IdempotentRequests#answered answered} or forgotten. */
    record New() implements BegunRequest {}

    /**
     * It was done; the same answer is to be given again.
     *
     * @param status of HTTP
     * @param type the body's media type; null if there was none
     * @param body null if there was none, or it was not kept
     */
    record Answered(
            int status, @Nullable String type, @Nullable String body) implements BegunRequest {
        /** Hides the body. */
        @Override
        public String toString() {
            return "Answered[status=" + status + ", type=" + type + "]";
        }
    }

    /**
     * It came before and has no answer. Either it is being done, or the process that did it died, before, in the midst or afterwards:
     * nobody knows. When it is older than {@link IdempotentRequests#LONGEST_WORK}, nobody works on it any more, as far as one can tell;
     * whoever asked has to look whether it was done, and ask under another key if it was not.
     *
     * @param begunAt when it came first
     * @param age since then, by PostgreSQL's clock
     */
    record UnderWay(Instant begunAt, Duration age) implements BegunRequest {}

    /** Another request came under this key: this one must not be done. */
    record Different() implements BegunRequest {}
}
