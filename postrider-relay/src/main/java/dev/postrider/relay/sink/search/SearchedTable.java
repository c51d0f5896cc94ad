package dev.postrider.relay.sink.search;

import dev.postrider.relay.sink.view.Quoted;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a search has to know of the event log.
 *
 * @param database where it is
 * @param table its name
 * @param columns its columns by name, computed ones too
 * @param sortingKey the expressions by which its rows are sorted; empty for none
 */
public record SearchedTable(String database, String table, Map<String, Column> columns, String sortingKey) {
    /** One whose values are found by path alone: no path has a type of its own. */
    private static final Pattern JSON =
            Pattern.compile("(Nullable\\()?JSON(\\((max_dynamic_(paths|types)\\s*=\\s*\\d+(,\\s*)?)*\\))?\\)?");

    private static final Pattern TIME = Pattern.compile("DateTime64\\((\\d)(?:, '([^']*)')?\\)");

    /**
     * A column.
     *
     * @param kind empty, DEFAULT, MATERIALIZED, ALIAS or EPHEMERAL
     */
    public record Column(String type, String kind) {}

    /** Copies the map, in its order. */
    public SearchedTable {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** The table with its database, in quotes. */
    public String name() {
        return Quoted.of(database) + "." + Quoted.of(table);
    }

    /** Whether it has a column that can be read. */
    public boolean has(String column) {
        Column found = columns.get(column);
        return found != null && !found.kind().equals("EPHEMERAL");
    }

    /** Whether a column is of exactly this type. */
    public boolean is(String column, String type) {
        Column found = columns.get(column);
        return found != null && found.type().equals(type);
    }

    /**
     * The column whose values are the contexts as JSON, stored; empty if there is none. One that is computed when it is read is left
     * out: the text is read faster.
     */
    public String storedJson() {
        for (String name : new String[] {"event_json", "event_context"}) {
            Column column = columns.get(name);
            if (column != null
                    && JSON.matcher(column.type()).matches()
                    && (column.kind().isEmpty()
                            || column.kind().equals("DEFAULT")
                            || column.kind().equals("MATERIALIZED"))) {
                return name;
            }
        }
        return "";
    }

    /** How many digits of a second the column of the time has; 6 where it does not say. */
    public int timePrecision() {
        Column time = columns.get("event_date_time");
        Matcher type = TIME.matcher(time == null ? "" : time.type());
        return type.find() ? Integer.parseInt(type.group(1)) : 6;
    }

    /** Whether times are shown in UTC by themselves. */
    public boolean isInUtc() {
        Column time = columns.get("event_date_time");
        Matcher type = TIME.matcher(time == null ? "" : time.type());
        return type.find() && "UTC".equals(type.group(2));
    }
}
