package dev.postrider.relay.tools.doctor;

import java.util.Arrays;

/** The two servers that delivery goes between. */
enum DatabaseServer {
    POSTGRES("PostgreSQL"),
    CLICKHOUSE("ClickHouse");

    private final String title;

    DatabaseServer(String title) {
        this.title = title;
    }

    /** As its makers write it. */
    String title() {
        return title;
    }

    /** In ids of findings, and on the command line. */
    String word() {
        return this == POSTGRES ? "postgres" : "clickhouse";
    }

    static DatabaseServer titled(String title) {
        return Arrays.stream(values())
                .filter(server -> server.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no server is called '" + title + "'"));
    }
}
