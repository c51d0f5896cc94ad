package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.EngineConnection;
import dev.postrider.devdb.chdb.EngineException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a request says about its session.
 *
 * @param database the current database; empty for the engine's own default
 * @param settings names and values as they stand in the URL
 * @param readOnly whether the statement may only read: a GET
 */
record SessionOptions(String database, Map<String, String> settings, boolean readOnly) {
    private static final int UNKNOWN_SETTING = 115;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

    /**
     * Brings a connection into this state.
     *
     * @throws EngineException the database or a setting is not known, or a value does not fit
     */
    void applyTo(EngineConnection connection) throws EngineException {
        if (!database.isEmpty()) {
            connection.execute("USE `" + database.replace("\\", "\\\\").replace("`", "\\`") + "`");
        }
        if (!settings.isEmpty()) {
            for (String name : settings.keySet()) {
                if (!NAME.matcher(name).matches()) {
                    throw EngineException.of(UNKNOWN_SETTING, "UNKNOWN_SETTING", "Unknown setting '" + name + "'");
                }
            }
            connection.execute(settings.entrySet().stream()
                    .map(setting -> setting.getKey() + " = " + quoted(setting.getValue()))
                    .collect(Collectors.joining(", ", "SET ", "")));
        }
        // As on a server: 2 forbids writing but still allows settings in the statement.
        if (readOnly && settings.getOrDefault("readonly", "0").equals("0")) {
            connection.execute("SET readonly = 2");
        }
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
