package dev.postrider.relay.sink.server;

import org.jspecify.annotations.Nullable;

/** Why an event was refused, for those who may not read the event: a dead letter keeps ClickHouse's own words, which quote it. */
public final class RefusalReason {
    /** What the reason of an event begins with that was not tried alone. */
    public static final String AS_A_GROUP = "refused as a group, not tried alone; others of its type: ";

    private RefusalReason() {}

    /**
     * The reason without values of the event: the code, its name, and what of the table it is about.
     *
     * @param code as the dead letter has it; null or 0 for none
     * @param words as the dead letter has them, or what the words of several have in common
     */
    public static String withoutValues(@Nullable Integer code, String words) {
        if (code == null || code <= 0) {
            return "refused without a code; the words may quote the event, and are not shown";
        }
        boolean isOfGroup = words.startsWith(AS_A_GROUP);
        String said = isOfGroup ? words.substring(AS_A_GROUP.length()) : words;
        return (isOfGroup ? AS_A_GROUP : "") + new ServerWords(code, said).ofTheTable();
    }
}
