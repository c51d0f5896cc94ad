package dev.postrider.relay.batch;

/**
 * The ids under which inserts run in ClickHouse, by which anyone can tell whether an earlier one is still at work. The same
 * rows go under the same id each time: ClickHouse runs one query under an id at a time, and refuses a second one.
 */
public final class QueryIds {
    private static final int TOKEN_DIGITS = 16;

    private QueryIds() {}

    /** How the ids of all inserts begin, whatever their outbox. */
    public static String ofAll() {
        return "postrider/";
    }

    /** How the ids of all inserts of an outbox begin. */
    public static String ofOutbox(String outbox) {
        return ofAll() + outbox + "/";
    }

    /** How the ids of all batches' inserts begin. */
    public static String ofBatches(String outbox) {
        return ofOutbox(outbox) + "batch-";
    }

    /** How the ids of a batch's inserts begin. */
    public static String ofBatch(String outbox, long batchNo) {
        return ofBatches(outbox) + batchNo + "/";
    }

    /** How the ids of inserts begin that a replay or a repair sends. */
    public static String ofResends(String outbox) {
        return ofOutbox(outbox) + "resend-";
    }

    /** How the ids of one replay's or repair's inserts begin. */
    public static String ofResend(String outbox, long number) {
        return ofResends(outbox) + number + "/";
    }

    /**
     * The id of one insert.
     *
     * @param beginning one of the above
     * @param token the insert's deduplication token, which stands for its rows
     */
    public static String of(String beginning, String token) {
        return beginning + token.substring(0, TOKEN_DIGITS);
    }
}
