package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.postrider.devdb.LocalPostgres;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

@PostriderTest
class OutboxSchemaTest {
    private static final int ALL = Migration.ALL.size();
    private static final int NEWEST = Migration.NEWEST;

    private static final String HISTORY =
            "SELECT version, description, type, script, checksum, success FROM postrider.schema_history ORDER BY installed_rank";

    private final PostgresDatabase database;

    OutboxSchemaTest(PostgresDatabase database) {
        this.database = database;
    }

    /** Migrates the database of its argument. */
    static final class MigratingProcess {
        public static void main(String[] args) {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setURL(args[0]);
            dataSource.setUser(args[1]);
            dataSource.setPassword(args[2]);
            System.out.println(
                    "applied " + OutboxSchema.migrate(dataSource).applied().size());
        }
    }

    @Test
    void migratingTwiceIsHarmless() {
        assertThat(OutboxSchema.isCurrent(database.dataSource())).isFalse();
        assertThat(OutboxSchema.migrate(database.dataSource()))
                .isEqualTo(new MigrationReport(
                        Migration.ALL.stream().map(Migration::version).toList(), NEWEST));
        assertThat(OutboxSchema.isCurrent(database.dataSource())).isTrue();
        assertThat(OutboxSchema.migrate(database.dataSource())).isEqualTo(new MigrationReport(List.of(), NEWEST));
    }

    @Test
    void sixThreadsAtOnceMigrateOnce() throws Exception {
        assertThat(migrateAtOnce(Collections.nCopies(6, database))).isEqualTo(ALL);
    }

    @Test
    void twoProcessesAtOnceMigrateOnce() {
        try (ChildJvm one = migratingProcess();
                ChildJvm two = migratingProcess()) {
            int applied = 0;
            for (ChildJvm process : List.of(one, two)) {
                applied += Integer.parseInt(process.awaitLine("applied (\\d+)", Duration.ofSeconds(60))
                        .group(1));
                assertThat(process.awaitExit(Duration.ofSeconds(20))).isZero();
            }
            assertThat(applied).isEqualTo(ALL);
        }
    }

    private ChildJvm migratingProcess() {
        return ChildJvm.of(MigratingProcess.class)
                .withArguments(database.jdbcUrl(), database.user(), database.password())
                .start();
    }

    @Test
    void databasesOfAFreshClusterMigrateAtTheSameTimeThoughTheyShareRoles(@TempDir Path data) throws Exception {
        try (LocalPostgres cluster = TestServers.newPostgres(data);
                PostgresDatabase one = PostgresDatabase.on(cluster);
                PostgresDatabase two = PostgresDatabase.on(cluster);
                PostgresDatabase three = PostgresDatabase.on(cluster)) {
            assertThat(migrateAtOnce(List.of(one, two, three))).isEqualTo(3 * ALL);
            assertThat(one.queryOne("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'postrider\\_%'"))
                    .isEqualTo("3");
            for (PostgresDatabase each : List.of(one, two, three)) {
                assertThat(
                                each.queryOne(
                                        "SELECT has_column_privilege('postrider_writer', 'postrider.event_outbox', 'event_context', 'INSERT')"))
                        .isEqualTo("t");
            }
        }
    }

    private static int migrateAtOnce(List<PostgresDatabase> databases) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(databases.size());
        List<Future<MigrationReport>> reports = new ArrayList<>();
        for (PostgresDatabase each : databases) {
            reports.add(threads.submit(() -> {
                start.await();
                return OutboxSchema.migrate(each.dataSource());
            }));
        }
        start.countDown();
        int applied = 0;
        for (Future<MigrationReport> report : reports) {
            applied += report.get().applied().size();
        }
        threads.shutdown();
        return applied;
    }

    @Test
    void aSchemaMadeByTheScriptIsTheOneThatFlywayMakes() {
        database.execute(OutboxSchema.script());
        assertThat(OutboxSchema.migrate(database.dataSource()).applied()).isEmpty();
        assertThat(OutboxSchema.flyway(database.dataSource()).validateWithResult().validationSuccessful)
                .isTrue();
        assertThat(OutboxSchema.flyway(database.dataSource()).migrate().migrationsExecuted)
                .isZero();
        List<List<@Nullable String>> byHand = database.query(HISTORY);

        database.execute("DROP SCHEMA postrider CASCADE");
        OutboxSchema.migrate(database.dataSource());
        assertThat(database.query(HISTORY)).isEqualTo(byHand);
    }

    @Test
    void aScriptBehindAVersionBringsThatVersionUpToDate() {
        String whole = OutboxSchema.script();
        String rest = OutboxSchema.scriptAfter(3);
        String upTo3 = whole.substring(0, whole.indexOf("-- V4__")) + "COMMIT;";
        database.execute(upTo3);
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> OutboxSchema.requireCurrent(database.dataSource()))
                .withMessageContaining("at version 3, needed is version " + NEWEST)
                .withMessageContaining("make install");
        database.execute(rest);
        OutboxSchema.requireCurrent(database.dataSource());
        assertThat(OutboxSchema.flyway(database.dataSource()).validateWithResult().validationSuccessful)
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OutboxSchema.scriptAfter(NEWEST + 1))
                .withMessageContaining("0 to " + NEWEST);
    }

    @Test
    void aMissingSchemaIsNamedWithTheCommandThatMakesIt() {
        assertThatExceptionOfType(OutboxException.class)
                .isThrownBy(() -> OutboxSchema.requireCurrent(database.dataSource()))
                .withMessageContaining("missing")
                .withMessageContaining("make install");
    }

    /** Up to date by its number, or not yet: it makes no difference. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE postrider.schema_history SET checksum = 1 WHERE version = '14' | migration 14 in postrider.schema_history differs from the one in this version of Postrider (checksum 1 there",
                "UPDATE postrider.schema_history SET checksum = 1 WHERE version = '2'; DELETE FROM postrider.schema_history WHERE version::int > 12 | migration 2 in postrider.schema_history differs",
                "DELETE FROM postrider.schema_history WHERE version = '12' | migration 12 is missing from postrider.schema_history, which has migration 13",
                "INSERT INTO postrider.schema_history SELECT 99, '0', 'x', type, 'x', 1, installed_by, now(), 0, true FROM postrider.schema_history WHERE version = '1' | migration 0 in postrider.schema_history is not one of this version"
            })
    void aDatabaseOfOtherMigrationsIsRefusedWithTheFirstOfThemAndTheRemedy(String change, String reason) {
        OutboxSchema.migrate(database.dataSource());
        database.execute(change);
        List<List<@Nullable String>> before = database.query(HISTORY);

        for (ThrowingCallable attempt : List.<ThrowingCallable>of(
                () -> OutboxSchema.migrate(database.dataSource()),
                () -> OutboxSchema.requireCurrent(database.dataSource()))) {
            assertThatExceptionOfType(SchemaHistoryException.class)
                    .isThrownBy(attempt)
                    .withMessageStartingWith(reason)
                    .withMessageContaining(": use the version that migrated this database");
        }
        assertThat(database.query(HISTORY)).isEqualTo(before);
    }

    @Test
    void aNewerSchemaServes() {
        OutboxSchema.migrate(database.dataSource());
        database.execute(
                "INSERT INTO postrider.schema_history SELECT 99, '" + (NEWEST + 1)
                        + "', 'x', type, 'x', 1, installed_by, now(), 0, true FROM postrider.schema_history WHERE version = '1'");

        assertThat(OutboxSchema.migrate(database.dataSource())).isEqualTo(new MigrationReport(List.of(), NEWEST + 1));
        OutboxSchema.requireCurrent(database.dataSource());
    }

    /** However many events wait: none of them is read or written. */
    @Test
    void anUpdateOfTheLimitsKeepsTheRowsWhereTheyAre() {
        String whole = OutboxSchema.script();
        database.execute(whole.substring(0, whole.indexOf("-- V12__")) + "COMMIT;");
        database.execute(
                "SELECT count(postrider.publish('n', json_build_object('n', n), 'Test')) FROM generate_series(1, 100) n");
        String where =
                "SELECT count(*), min(pg_relation_filenode(tableoid)), sum(hashtext(ctid::text || e::text)::bigint) FROM postrider.event_outbox e";
        List<List<@Nullable String>> before = database.query(where);

        database.execute(OutboxSchema.scriptAfter(11));

        assertThat(database.query(where)).isEqualTo(before);
        assertThat(database.queryOne("SELECT count(*) FROM postrider.event_status WHERE status = 'pending'"))
                .isEqualTo("100");
        assertThat(database.queryOne(
                        "SELECT has_table_privilege('postrider_reader', 'postrider.event_status', 'SELECT')"))
                .isEqualTo("t");
    }

    @Test
    void theListOfMigrationsIsTheFolder() throws Exception {
        Path folder = Path.of(OutboxSchema.class.getResource("migration").toURI());
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Migration.ALL.stream().map(Migration::file).toList());
        }
    }

    @Test
    void theApplicationsOwnFlywayIsNotTouched(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("V1__users.sql"), "CREATE TABLE users (id int)");
        Flyway application = Flyway.configure()
                .dataSource(database.dataSource())
                .locations("filesystem:" + folder)
                .load();
        OutboxSchema.migrate(database.dataSource());
        assertThat(application.migrate().migrationsExecuted).isEqualTo(1);
        assertThat(database.queryOne("SELECT count(*) FROM public.flyway_schema_history"))
                .isEqualTo("1");
        assertThat(OutboxSchema.flyway(database.dataSource()).validateWithResult().validationSuccessful)
                .isTrue();
    }

    @Test
    void aUserWhoMayNotCreateRolesMigratesAllTheSame() {
        String user = "plain_" + database.name();
        database.execute("CREATE ROLE " + user + " LOGIN PASSWORD 'x'");
        try {
            database.execute("GRANT CREATE ON DATABASE " + database.name() + " TO " + user);
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setURL(database.jdbcUrl());
            dataSource.setUser(user);
            dataSource.setPassword("x");
            assertThat(OutboxSchema.migrate(dataSource).applied()).hasSize(ALL);
            assertThatCode(() -> OutboxSchema.requireCurrent(dataSource)).doesNotThrowAnyException();
            assertThat(database.queryOne("SELECT tableowner FROM pg_tables WHERE tablename = 'event_outbox'"))
                    .isEqualTo(user);
        } finally {
            database.execute("DROP OWNED BY " + user + " CASCADE", "DROP ROLE " + user);
        }
    }

    @Test
    void aUserWhoMayNotCreateTheSchemaIsToldWhatToGrant() {
        String user = "nobody_" + database.name();
        database.execute("CREATE ROLE " + user + " LOGIN PASSWORD 'x'");
        try {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setURL(database.jdbcUrl());
            dataSource.setUser(user);
            dataSource.setPassword("x");
            assertThatExceptionOfType(OutboxException.class)
                    .isThrownBy(() -> OutboxSchema.migrate(dataSource))
                    .withMessageContaining("GRANT CREATE ON DATABASE");
        } finally {
            database.execute("DROP ROLE " + user);
        }
    }
}
