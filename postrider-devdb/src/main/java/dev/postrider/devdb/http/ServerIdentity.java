package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.Engine;
import dev.postrider.devdb.chdb.EngineConnection;
import dev.postrider.devdb.chdb.EngineException;

/** What the engine says of itself. */
record ServerIdentity(String version, String timezone, String displayName) {
    static ServerIdentity of(Engine engine) throws EngineException {
        try (EngineConnection connection = engine.connect()) {
            String[] fields = connection
                    .execute("SELECT version(), timezone(), hostName()")
                    .split("\t", -1);
            return new ServerIdentity(fields[0], fields[1], fields[2]);
        }
    }

    /** A server ends its messages with its version; the engine does so only sometimes. */
    String versionSuffix(String message) {
        return message.contains("(version ") ? "" : " (version " + version + ")";
    }
}
