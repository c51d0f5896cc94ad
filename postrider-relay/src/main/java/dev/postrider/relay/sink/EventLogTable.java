package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.sink.TableColumns.TableColumn;
import dev.postrider.relay.sql.SqlFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table on the server: looked at, and made if it is missing. */
final class EventLogTable {
    private static final Logger log = LoggerFactory.getLogger(EventLogTable.class);

    private static final String CREATE = SqlFile.text(EventLogTable.class, "event_log.sql");
    private static final String COLUMNS = SqlFile.text(EventLogTable.class, "columns.sql");
    private static final String DEFINITION = SqlFile.text(EventLogTable.class, "definition.sql");
    private static final String SETTINGS = SqlFile.text(EventLogTable.class, "settings.sql");

    private final ClickHouseSettings settings;

    EventLogTable(ClickHouseSettings settings) {
        this.settings = settings;
    }

    /** What the server has of the settings that promises rest on. */
    Map<String, String> promises(Client client) {
        String wanted = String.join(",", InsertPromises.wanted().keySet());
        Set<String> known = client.queryAll(SETTINGS, Map.of("names", wanted)).stream()
                .map(row -> row.getString("name"))
                .collect(Collectors.toSet());
        return InsertPromises.knownTo(known);
    }

    /** The columns to write, of the table as it is or as it was made now. */
    RowLayout layout(Client client) throws SinkException {
        List<TableColumn> columns = columns(client);
        if (columns.isEmpty()) {
            client.queryAll(create(settings));
            columns = columns(client);
            log.atInfo().addKeyValue("table", qualifiedName()).log("created the event log");
        }
        return TableColumns.layout(qualifiedName(), columns);
    }

    /** The statement that would make the table as it is now, and the views on it; empty if there is none. */
    String definition(Client client) {
        return client.queryAll(DEFINITION, parameters()).stream()
                .map(row -> row.getString("definition"))
                .collect(Collectors.joining());
    }

    static String create(ClickHouseSettings settings) {
        String eventJson = switch (settings.eventJson()) {
            case NONE -> "";
            case ALIAS -> eventJson("ALIAS");
            case MATERIALIZED -> eventJson("MATERIALIZED");
        };
        return CREATE.replace("{table}", settings.table()).replace("{event_json}", eventJson);
    }

    private static String eventJson(String kind) {
        // NULL for the few objects that the JSON type can't hold: nothing is altered and nothing is refused.
        return ",\n  event_json       Nullable(JSON) " + kind + " accurateCastOrNull(event_context, 'JSON')";
    }

    private List<TableColumn> columns(Client client) {
        return client.queryAll(COLUMNS, parameters()).stream()
                .map(row ->
                        new TableColumn(row.getString("name"), row.getString("type"), row.getString("default_kind")))
                .toList();
    }

    private Map<String, Object> parameters() {
        return Map.of("database", settings.database(), "table", settings.table());
    }

    private String qualifiedName() {
        return settings.database() + "." + settings.table();
    }
}
