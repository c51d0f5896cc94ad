package dev.postrider.relay.sink;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.query.GenericRecord;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.sink.TableColumns.TableColumn;
import dev.postrider.relay.sql.SqlFile;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table on the server: looked at, and made if it is missing. */
final class EventLogTable {
    private static final Logger log = LoggerFactory.getLogger(EventLogTable.class);

    private static final String CREATE = SqlFile.text(EventLogTable.class, "event_log.sql");
    private static final String COLUMNS = SqlFile.text(EventLogTable.class, "columns.sql");
    private static final String ENGINE = SqlFile.text(EventLogTable.class, "engine.sql");
    private static final String DEFINITION = SqlFile.text(EventLogTable.class, "definition.sql");
    private static final String SETTINGS = SqlFile.text(EventLogTable.class, "settings.sql");
    private static final Pattern WINDOW = Pattern.compile("non_replicated_deduplication_window\\s*=\\s*(\\d+)");

    private final ClickHouseSettings settings;
    private boolean warned;

    EventLogTable(ClickHouseSettings settings) {
        this.settings = settings;
    }

    /** What the server has of the settings that promises rest on. */
    Map<String, String> promises(Client client) {
        Set<String> known = client.queryAll(SETTINGS).stream()
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
        warnOfWhatCannotBePromised(client);
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

    private void warnOfWhatCannotBePromised(Client client) {
        if (warned) {
            return;
        }
        List<GenericRecord> tables = client.queryAll(ENGINE, parameters());
        warned = true;
        for (GenericRecord row : tables) {
            String engine = row.getString("engine");
            if (engine.endsWith("MergeTree")
                    && !engine.startsWith("Replicated")
                    && !engine.startsWith("Shared")
                    && window(row.getString("engine_full")) == 0) {
                log.atWarn()
                        .addKeyValue("table", qualifiedName())
                        .log(
                                "the event log has no deduplication window: a batch whose reply is lost is stored twice."
                                        + " Mend it with: ALTER TABLE {} MODIFY SETTING non_replicated_deduplication_window = 10000",
                                qualifiedName());
            }
        }
    }

    private static long window(String engine) {
        Matcher window = WINDOW.matcher(engine);
        return window.find() ? Long.parseLong(window.group(1)) : 0;
    }

    private Map<String, Object> parameters() {
        return Map.of("database", settings.database(), "table", settings.table());
    }

    private String qualifiedName() {
        return settings.database() + "." + settings.table();
    }
}
