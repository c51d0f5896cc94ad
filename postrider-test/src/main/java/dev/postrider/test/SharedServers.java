package dev.postrider.test;

import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.devdb.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The servers that all tests of this JVM use, each started when it is first asked for and stopped with the JVM. */
final class SharedServers {
    private static @Nullable PostgresServer postgres;
    private static @Nullable ClickHouseServer clickHouse;

    private SharedServers() {}

    static synchronized PostgresServer postgres() {
        PostgresServer server = postgres;
        if (server == null) {
            String url = System.getenv(TestServers.DATABASE_URL);
            server = url == null || url.isBlank()
                    ? startPostgres()
                    : PostgresServer.parse(TestServers.DATABASE_URL, url);
            postgres = server;
        }
        return server;
    }

    static synchronized ClickHouseServer clickHouse() {
        ClickHouseServer server = clickHouse;
        if (server == null) {
            String url = System.getenv(TestServers.CLICKHOUSE_URL);
            server = url == null || url.isBlank()
                    ? startClickHouse()
                    : ClickHouseServer.parse(TestServers.CLICKHOUSE_URL, url);
            clickHouse = server;
        }
        return server;
    }

    private static PostgresServer startPostgres() {
        Path folder = temporaryFolder("postgres");
        LocalPostgres server = LocalPostgres.start(LocalPostgres.Options.in(folder));
        atTheEnd(server::close, folder);
        return PostgresServer.of(server);
    }

    /** With a password, as a real one has: code that forgets it fails here. */
    private static ClickHouseServer startClickHouse() {
        Path folder = temporaryFolder("clickhouse");
        LocalClickHouse.Options options =
                LocalClickHouse.Options.in(folder).withCredentials("postrider_test", "p&ss:w%rd /+?#");
        LocalClickHouse server = LocalClickHouse.start(options);
        atTheEnd(server::close, folder);
        return ClickHouseServer.of(server);
    }

    private static void atTheEnd(Runnable close, Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            close.run();
            delete(folder);
        }));
    }

    private static Path temporaryFolder(String of) {
        try {
            return Files.createTempDirectory("postrider-test-" + of);
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the data of a test server", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data of a test server stays in " + folder, e);
        }
    }
}
