package dev.postrider.relay.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement whose parameters have names, as in {@code WHERE batch_no = :batch_no}: for statements with so many that nobody can
 * count question marks. One name may stand in several places. Immutable; parsed once, when its class is loaded.
 *
 * <p>A name begins with a letter. Casts ({@code ::bigint}), strings, quoted names, comments and dollar quotes are left alone. What
 * the project's SQL has not is not known here: strings with backslashes, comments within comments.
 */
public final class NamedSql {
    /** What has no names in it, or else a name. A doubled quote ends one string and begins the next: that comes to the same. */
    private static final Pattern PART = Pattern.compile(
            "'[^']*'|\"[^\"]*\"|--[^\n]*|/\\*.*?\\*/|(?<![\\w$])(\\$(?:[A-Za-z_]\\w*)?\\$).*?\\1|::|:(?<name>[A-Za-z]\\w*)",
            Pattern.DOTALL);

    private final String text;
    private final Map<String, List<Integer>> places;

    private NamedSql(String text, Map<String, List<Integer>> places) {
        this.text = text;
        this.places = places;
    }

    /** The statement in a file in the class's package. */
    public static NamedSql file(Class<?> neighbour, String name) {
        return parse(SqlFile.text(neighbour, name));
    }

    /** A statement that was put together, or several that are sent together. */
    public static NamedSql parse(String sql) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        Matcher part = PART.matcher(sql);
        int parameters = 0;
        while (part.find()) {
            String name = part.group("name");
            if (name != null) {
                places.computeIfAbsent(name, unused -> new ArrayList<>()).add(++parameters);
                part.appendReplacement(text, "?");
            }
        }
        return new NamedSql(part.appendTail(text).toString(), places);
    }

    /** Prepares it; its parameters have no values yet. */
    public NamedStatement prepare(Connection connection) throws SQLException {
        return new NamedStatement(connection.prepareStatement(text), places);
    }

    /** Prepares it as the first statement of a transaction, see {@link Connections#first}. */
    public NamedStatement prepareFirst(Connection connection) throws SQLException {
        return new NamedStatement(connection.prepareStatement(Connections.first(connection, text)), places);
    }

    /** As the driver gets it, with a question mark for each name. */
    String text() {
        return text;
    }

    /** The question marks that each name stands for, counted from 1. */
    Map<String, List<Integer>> places() {
        return places;
    }
}
