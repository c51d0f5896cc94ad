package dev.postrider.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.relay.Relay;
import dev.postrider.relay.settings.RelaySettings;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.status.RelayListener;
import dev.postrider.test.ChildJvm;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.EventLogAssert;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.OutboxAssert;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of docs/testing-your-application.md; the last test holds the page to it. */
@PostriderTest
class TestingYourApplicationTest {

    @BeforeEach
    void migrate(PostgresDatabase database) {
        OutboxSchema.migrate(database.dataSource());
        database.execute("CREATE TABLE users (email text PRIMARY KEY)");
    }

    @BeforeAll
    static void bePatientOnABusyMachine() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterAll
    static void bePatientNoLonger() {
        Awaitility.reset();
    }

    @Test
    void creatingAUserPublishesTheEvent(PostgresDatabase database) throws SQLException {
        Users users = new Users(database.dataSource());

        users.create("ada@example.org");

        OutboxAssert.assertThat(database)
                .hasPublished("user_created")
                .withContext("{\"email\": \"ada@example.org\"}")
                .withEnvironment("Test")
                .once();
    }

    @Test
    void aTakenEmailPublishesNothing(PostgresDatabase database) throws SQLException {
        Users users = new Users(database.dataSource());
        users.create("ada@example.org");

        assertThatThrownBy(() -> users.create("ada@example.org")).isInstanceOf(SQLException.class);

        OutboxAssert.assertThat(database).hasPublishedEvents(1);
    }

    @Test
    void theEventArrivesInClickHouse(PostgresDatabase database, ClickHouseDatabase clickHouse) throws SQLException {
        try (Relay relay = relay(database, clickHouse)) {
            relay.start();
            new Users(database.dataSource()).create("ada@example.org");

            EventLogAssert.assertThat(clickHouse)
                    .awaitEvents(1, Duration.ofSeconds(30))
                    .contains("user_created", "{\"email\":\"ada@example.org\"}")
                    .hasNoDuplicates();
        }
    }

    @Test
    void aLostReplyDoublesNothing(PostgresDatabase database, ClickHouseDatabase clickHouse) throws SQLException {
        try (FaultProxy proxy = FaultProxy.to(clickHouse.host(), clickHouse.port());
                Relay relay = relay(database, clickHouse.through(proxy))) {
            relay.start();
            await().until(() -> clickHouse.queryOne("EXISTS TABLE event_log").equals("1"));
            proxy.cutResponses();

            new Users(database.dataSource()).create("ada@example.org");

            await().until(() -> proxy.cuts() >= 2);
            proxy.passThrough();
            await().until(() -> relay.status().currentOutage().isEmpty());
            EventLogAssert.assertThat(clickHouse)
                    .awaitEvents(1, Duration.ofSeconds(30))
                    .hasNoDuplicates();
        }
    }

    @Test
    void aKilledProcessLosesNothingThatItCommitted(PostgresDatabase database) {
        try (ChildJvm service = ChildJvm.of(SignUps.class)
                .withEnvironment("JDBC_URL", database.jdbcUrl())
                .start()) {
            service.awaitLine("created user 10", Duration.ofSeconds(20));
            service.kill();
        }
        // The server may still be busy with the last commit that it received.
        await().untilAsserted(() -> {
            long users = Long.parseLong(database.queryOne("SELECT count(*) FROM users"));
            assertThat(users).isGreaterThanOrEqualTo(10);
            OutboxAssert.assertThat(database).hasPublishedEvents(users);
        });
    }

    /** Creates users until it is killed. */
    static final class SignUps {
        public static void main(String[] args) throws SQLException {
            org.postgresql.ds.PGSimpleDataSource dataSource = new org.postgresql.ds.PGSimpleDataSource();
            dataSource.setUrl(System.getenv("JDBC_URL"));
            Users users = new Users(dataSource);
            for (int number = 1; ; number++) {
                users.create("user" + number + "@example.org");
                System.out.println("created user " + number);
            }
        }
    }

    record UserCreated(String email) {}

    /** The application under test. */
    static final class Users {
        private final DataSource dataSource;
        private final Outbox outbox = Outbox.create(OutboxSettings.defaults().withEnvironment("Test"));

        Users(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        void create(String email) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                outbox.publish(connection, new UserCreated(email));
                try (PreparedStatement insert = connection.prepareStatement("INSERT INTO users VALUES (?)")) {
                    insert.setString(1, email);
                    insert.execute();
                }
                connection.commit();
            }
        }
    }

    private static Relay relay(PostgresDatabase database, ClickHouseDatabase clickHouse) {
        ClickHouseSettings settings = ClickHouseSettings.at(clickHouse.url())
                .withLogin(clickHouse.user(), clickHouse.password())
                .withDatabase(clickHouse.name());
        return new Relay(
                database.dataSource(),
                ClickHouseSink.create(settings),
                RelaySettings.defaults().withMaxWait(Duration.ZERO),
                new RelayListener() {});
    }

    @Test
    void theCodeOfThePageIsTheCodeOfThisClass() throws IOException {
        String page = Files.readString(Path.of("../docs/testing-your-application.md"));
        String here = withoutIndentation(
                Files.readString(Path.of("src/test/java/dev/postrider/docs/TestingYourApplicationTest.java")));
        var examples = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> withoutIndentation(match.group(1)))
                .toList();
        assertThat(examples)
                .hasSizeGreaterThan(3)
                .allSatisfy(example -> assertThat(here).contains(example));
    }

    private static String withoutIndentation(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
