package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.server.ServerVersion;
import dev.postrider.relay.sink.server.VersionNumbers;

/**
 * Which version of which server.
 *
 * @param text as the server or a person says it
 */
record DatabaseVersion(DatabaseServer server, String text, VersionNumbers numbers) {

    static DatabaseVersion postgres(String text) {
        return new DatabaseVersion(DatabaseServer.POSTGRES, text, VersionNumbers.of(text));
    }

    static DatabaseVersion clickHouse(ServerVersion version) {
        return new DatabaseVersion(DatabaseServer.CLICKHOUSE, version.text(), version.numbers());
    }

    /**
     * Reads {@code postgres-19.1} and {@code clickhouse-26.8}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static DatabaseVersion parse(String words) {
        for (DatabaseServer server : DatabaseServer.values()) {
            String prefix = server.word() + "-";
            if (words.matches(prefix + "\\d.*")) {
                String text = words.substring(prefix.length());
                DatabaseVersion version =
                        server == DatabaseServer.POSTGRES ? postgres(text) : clickHouse(ServerVersion.of(text));
                if (version.numbers.areKnown()) {
                    return version;
                }
            }
        }
        throw new IllegalArgumentException(
                "'" + words + "' is no version, must be as postgres-19.1 or clickhouse-26.8");
    }

    /** {@code ClickHouse 26.8}. */
    String name() {
        return server.title() + " " + text;
    }
}
