package dev.postrider.devdb.cli;

import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.devdb.LocalDatabaseException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The ClickHouse database that CLICKHOUSE_SCHEMA names: on a new server only {@code default} exists. */
final class ClickHouseSchema {
    private ClickHouseSchema() {}

    static void create(LocalClickHouse server, Settings.ClickHouseSettings settings) {
        if (settings.schema().equals("default")) {
            return;
        }
        String sql = "CREATE DATABASE IF NOT EXISTS `"
                + settings.schema().replace("\\", "\\\\").replace("`", "\\`") + "`";
        HttpRequest request = HttpRequest.newBuilder(server.url().resolve("/"))
                .header("X-ClickHouse-User", settings.user())
                .header("X-ClickHouse-Key", settings.password())
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new LocalDatabaseException("the database '" + settings.schema()
                        + "' (CLICKHOUSE_SCHEMA) could not be created: "
                        + response.body().strip());
            }
        } catch (IOException e) {
            throw new LocalDatabaseException("ClickHouse at " + server.url() + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalDatabaseException("interrupted while creating a database in ClickHouse", e);
        }
    }
}
