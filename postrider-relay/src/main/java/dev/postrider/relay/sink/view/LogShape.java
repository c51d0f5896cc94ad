package dev.postrider.relay.sink.view;

import dev.postrider.relay.content.EventField;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a view has to know of the event log.
 *
 * @param database where it is, and where its views are
 * @param table its name
 * @param columns the types of its columns, computed ones too
 * @param engine the engine with its arguments
 * @param reading the settings with which a context is read as JSON, as far as the server knows them
 */
public record LogShape(
        String database, String table, Map<String, String> columns, String engine, Map<String, String> reading) {
    /** One whose values are found by path alone: no path has a type of its own. */
    private static final Pattern JSON =
            Pattern.compile("(Nullable\\()?JSON(\\((max_dynamic_(paths|types)\\s*=\\s*\\d+(,\\s*)?)*\\))?\\)?");

    /** The path in Keeper and the name in it. */
    private static final Pattern KEEPER = Pattern.compile("Replicated\\w+\\('([^']+?)/*', ('[^']*').*", Pattern.DOTALL);

    private static final String PARSED = "parsed_context";

    /** Copies the maps, in their order. */
    public LogShape {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        reading = Collections.unmodifiableMap(new TreeMap<>(reading));
    }

    /** Whether several servers keep the table, or other tables do. */
    public boolean isOnReplicas() {
        return engine.startsWith("Replicated") || engine.startsWith("Shared");
    }

    /** Whether it is of the family that keeps its data in parts. */
    public boolean isMergeTree() {
        return engineName().endsWith("MergeTree");
    }

    /** The engine without its arguments. */
    public String engineName() {
        return engine.split("[( ]", 2)[0];
    }

    /**
     * The engine that sums up, for a table beside this one that its replicas keep too.
     *
     * @param ending what its path in Keeper has behind this one's. A path with a UUID can't be told from this one's: the server's
     *     own default is left then
     * @param sum the column that is summed up
     */
    String summing(String ending, String sum) {
        Matcher keeper = KEEPER.matcher(engine);
        boolean hasPath = keeper.matches() && !keeper.group(1).contains("{uuid}");
        String place = hasPath ? "'" + keeper.group(1) + ending + "', " + keeper.group(2) + ", " : "";
        return (isOnReplicas() ? "ReplicatedSummingMergeTree(" + place : "SummingMergeTree(") + sum + ")";
    }

    /** The table with its database, in quotes. */
    String name() {
        return Quoted.of(database, table);
    }

    /** Another table of the same database, in quotes. */
    String beside(String name) {
        return Quoted.of(database, name);
    }

    /** The fields of an event that the table has, in their order. */
    List<String> fields(Set<EventField> wanted) {
        return Stream.of(EventField.values())
                .filter(wanted::contains)
                .map(EventField::column)
                .filter(columns::containsKey)
                .toList();
    }

    /** The expression whose value is the whole context as JSON, for a query over {@link #source}. */
    String json() {
        return hasJson("event_json") ? "event_json" : hasJson("event_context") ? "event_context" : PARSED;
    }

    /** What such a query reads from. */
    String source() {
        return json().equals(PARSED)
                ? "(SELECT *, accurateCastOrNull(toString(event_context), 'JSON') AS " + PARSED + " FROM " + name()
                        + ")"
                : name();
    }

    private boolean hasJson(String column) {
        return JSON.matcher(columns.getOrDefault(column, "")).matches();
    }

    /** The names that a column of a typed view can't have. */
    Set<String> takenNames() {
        Set<String> names = new TreeSet<>(columns.keySet());
        names.add(PARSED);
        return names;
    }
}
