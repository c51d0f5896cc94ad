package dev.postrider.relay.tools.deadletter;

/** What was decided about a dead letter. */
public enum DeadLetterState {
    /** Nothing yet. */
    OPEN("d.requeued_at IS NULL AND d.discarded_at IS NULL"),
    /** Its event went back to the outbox; should it be refused again, the letter is open again. */
    REQUEUED("d.requeued_at IS NOT NULL"),
    /** It was given up. */
    DISCARDED("d.discarded_at IS NOT NULL");

    private final String condition;

    DeadLetterState(String condition) {
        this.condition = condition;
    }

    /** As SQL, literally: an index of the open ones is used only where the query says what it says. */
    String condition() {
        return condition;
    }
}
