package dev.postrider.relay.tools.deadletter;

import dev.postrider.relay.sql.SqlFile;

/** What dead letters of a group have in common. */
public enum DeadLetterGrouping {
    /** The code, and the reason but for numbers and quoted values. */
    REASON("d.reason_code", SqlFile.text(DeadLetterGrouping.class, "common_reason.sql")),
    /** The event's type. */
    TYPE("NULL::integer", "d.event_type"),
    /** The sink's error code. */
    CODE("d.reason_code", "NULL::text");

    private final String code;
    private final String text;

    DeadLetterGrouping(String code, String text) {
        this.code = code;
        this.text = text;
    }

    /** The statement with its columns for this. */
    String into(String statement) {
        return statement.replace("{code}", code).replace("{text}", text);
    }
}
