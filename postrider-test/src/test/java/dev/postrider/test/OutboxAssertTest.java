package dev.postrider.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostriderTest
class OutboxAssertTest {
    private final PostgresDatabase database;

    OutboxAssertTest(PostgresDatabase database) {
        this.database = database;
    }

    /** The columns that the assertions read; the real table is made by the outbox's own migrations. */
    @BeforeEach
    void createOutbox() {
        database.execute(
                "CREATE SCHEMA postrider",
                "CREATE TABLE postrider.event_outbox (id bigint GENERATED ALWAYS AS IDENTITY, event_type text,"
                        + " environment text DEFAULT 'Local', event_context json, metadata_version bigint DEFAULT 1)");
    }

    @Test
    void aPublishedEventIsFoundByTypeContextEnvironmentAndVersion() {
        publish("user_created", "{\"email\": \"ada@example.org\", \"age\": 36.0}");
        publish("user_created", "{\"email\": \"alan@example.org\"}");

        OutboxAssert.assertThat(database)
                .hasPublishedEvents(2)
                .hasNotPublished("user_deleted")
                .hasPublished("user_created")
                .times(2)
                .withEnvironment("Local")
                .withMetadataVersion(1)
                .withContext("{\"age\":36,\"email\":\"ada@example.org\"}")
                .once()
                .and()
                .hasPublished("user_created")
                .withContextContaining("{\"email\":\"alan@example.org\"}");
    }

    @Test
    void aFailureShowsWhatWasPublishedInstead() {
        publish("user_created", "{\"email\": \"ada@example.org\"}");

        assertThatThrownBy(() -> OutboxAssert.assertThat(database)
                        .hasPublished("user_created")
                        .withContext("{\"email\":\"alan@example.org\"}"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("of type user_created with the context {\"email\":\"alan@example.org\"}")
                .hasMessageContaining("ada@example.org");
        assertThatThrownBy(() -> OutboxAssert.assertThat(database).hasPublished("user_deleted"))
                .hasMessageContaining("user_created");
        assertThatThrownBy(() -> OutboxAssert.assertThat(database).hasPublishedNothing())
                .hasMessageContaining("ada@example.org");
        assertThatThrownBy(() -> OutboxAssert.assertThat(database).hasPublishedEvents(2))
                .hasMessageContaining("found 1");
        assertThatThrownBy(() -> OutboxAssert.assertThat(database)
                        .hasPublished("user_created")
                        .times(2))
                .hasMessageContaining("found 1");
    }

    @Test
    void contextsThatJsonbRefusesAreComparedAsText() {
        publish("odd", "{\"zero\":\"\\u0000\"}");
        publish("odd", "{\"half\":\"\\uD800\"}");
        publish("odd", "{\"plain\":\"\\u00e9\"}");

        OutboxAssert.assertThat(database)
                .hasPublished("odd")
                .withContext("{\"zero\":\"\\u0000\"}")
                .once()
                .and()
                .hasPublished("odd")
                .withContext("{\"half\":\"\\uD800\"}")
                .once()
                .and()
                .hasPublished("odd")
                .withContext("{\"plain\": \"é\"}")
                .once();
        assertThatThrownBy(() ->
                        OutboxAssert.assertThat(database).hasPublished("odd").withContextText("{\"plain\": \"é\"}"))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void onlyCommittedEventsCount() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO postrider.event_outbox (event_type, event_context) VALUES ('x', '{}')");
            OutboxAssert.assertThat(database).hasPublishedNothing();
            connection.rollback();
        }
        OutboxAssert.assertThat(database.dataSource()).hasPublishedNothing();
    }

    private void publish(String type, String context) {
        database.execute("INSERT INTO postrider.event_outbox (event_type, event_context) VALUES ('" + type + "', '"
                + context + "')");
    }
}
