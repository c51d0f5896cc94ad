package dev.postrider.relay.sink.view;

import dev.postrider.relay.sink.server.Literal;

/** A name as ClickHouse reads it in a statement, whatever it holds. */
public final class Quoted {
    private Quoted() {}

    /** In backticks; what may break a statement or the line that it is printed on is written byte by byte. */
    public static String of(String name) {
        String literal = Literal.of(name);
        return "`"
                + literal.substring(1, literal.length() - 1).replace("\\'", "'").replace("`", "\\`") + "`";
    }

    /** A table with its database. */
    static String of(String database, String table) {
        return of(database) + "." + of(table);
    }
}
