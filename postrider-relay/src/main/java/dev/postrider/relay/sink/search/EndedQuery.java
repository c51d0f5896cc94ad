package dev.postrider.relay.sink.search;

import dev.postrider.relay.sink.search.QueryEndedException.Limit;
import dev.postrider.relay.sink.server.OutcomeTable;
import dev.postrider.relay.sink.server.SinkException;

/** What an error says of a question, in the words of who asked it. */
final class EndedQuery {
    private static final int SYNTAX_ERROR = 62;
    private static final int TOO_MANY_ROWS = 158;
    private static final int TIMEOUT_EXCEEDED = 159;
    private static final int MEMORY_LIMIT_EXCEEDED = 241;
    private static final int QUERY_WAS_CANCELLED = 394;

    private static final String REMEDY = "; a time range or an event type makes it smaller";

    private EndedQuery() {}

    static SinkException read(Exception failure, QueryLimits limits, boolean isLate, String where) {
        if (failure instanceof SinkException told) {
            return told;
        }
        int code = OutcomeTable.code(failure);
        String reason = OutcomeTable.reason(failure);
        if (isLate || code == TIMEOUT_EXCEEDED) {
            return new QueryEndedException(
                    Limit.TIME,
                    where + ": the search took longer than " + limits.longest().toSeconds() + " s and was ended"
                            + REMEDY,
                    failure);
        }
        return switch (code) {
            case MEMORY_LIMIT_EXCEEDED ->
                new QueryEndedException(
                        Limit.MEMORY,
                        where + ": the search needed more than the " + (limits.memoryBytes() >> 20)
                                + " MiB of memory that it may use" + REMEDY,
                        failure);
            case TOO_MANY_ROWS ->
                new QueryEndedException(
                        Limit.ROWS,
                        where + ": the search would have read more than the " + limits.rowsRead()
                                + " rows that it may read" + REMEDY,
                        failure);
            case QUERY_WAS_CANCELLED ->
                new QueryEndedException(Limit.CANCELLED, where + ": somebody ended the search in ClickHouse", failure);
            case SYNTAX_ERROR ->
                new SinkException(
                        where + ": the search is longer than this user's queries may be (max_query_size): " + reason,
                        failure);
            default -> new SinkException(where + ": " + reason, failure);
        };
    }
}
