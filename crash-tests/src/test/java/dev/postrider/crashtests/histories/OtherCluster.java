package dev.postrider.crashtests.histories;

import dev.postrider.devdb.LocalPostgres;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.test.PostgresDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The same tables elsewhere: by dump and restore, as a copy of the files, and as a replica that streams. */
final class OtherCluster {
    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts");

    private static final String TABLES = """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'postrider'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
              AND relname <> 'schema_history'""";

    private static final String SEQUENCES =
            "SELECT sequencename FROM pg_sequences WHERE schemaname = 'postrider' AND last_value IS NOT NULL";

    private OtherCluster() {}

    /** What pg_dump and psql do: every row as it is, transaction ids and sequences included, from one snapshot. */
    static void restore(PostgresDatabase from, PostgresDatabase to) throws SQLException, IOException {
        OutboxSchema.migrate(to.dataSource());
        try (Connection source = from.connect();
                Connection target = to.connect()) {
            source.setAutoCommit(false);
            source.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            target.setAutoCommit(false);
            for (String table : names(source, TABLES)) {
                run(target, "TRUNCATE postrider." + table + " CASCADE");
                copy(source, target, table);
            }
            for (String sequence : names(source, SEQUENCES)) {
                long last = number(source, "SELECT last_value FROM postrider." + sequence);
                run(target, "SELECT setval('postrider." + sequence + "', " + last + ")");
            }
            target.commit();
            source.rollback();
        }
    }

    private static List<String> names(Connection source, String question) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            List<String> names = new ArrayList<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names;
        }
    }

    private static void copy(Connection source, Connection target, String table) throws SQLException, IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        copyManager(source).copyOut("COPY (SELECT * FROM postrider." + table + ") TO STDOUT", rows);
        copyManager(target)
                .copyIn("COPY postrider." + table + " FROM STDIN", new ByteArrayInputStream(rows.toByteArray()));
    }

    private static CopyManager copyManager(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** The files of a server that has stopped, on which another server can start: with the same identity. */
    static void copyFiles(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(folder).toString());
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(folder));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!NOT_COPIED.contains(file.getFileName().toString())) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    // The server runs: its files come and go, and the backup's WAL makes up for it.
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    /** A physical replica that streams from the address. */
    static LocalPostgres replica(LocalPostgres primary, Path folder, String host, int port)
            throws SQLException, IOException {
        Path cluster = folder.resolve("cluster");
        Files.createDirectories(folder);
        try (Connection connection = java.sql.DriverManager.getConnection(primary.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('replica', fast => true)");
            copyFiles(primary.options().dataDirectory().resolve("cluster"), cluster);
            try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                row.next();
                Files.writeString(cluster.resolve("backup_label"), row.getString(1));
            }
        }
        Files.createFile(cluster.resolve("standby.signal"));
        return LocalPostgres.start(LocalPostgres.Options.in(folder)
                .with("primary_conninfo", "host=" + host + " port=" + port + " user=" + primary.user())
                .with("wal_retrieve_retry_interval", "100ms"));
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
