package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/publishing.md do what the page says. */
@PostriderTest
class PublishingPageTest {

    private static final Path PAGE = Path.of("..", "docs", "publishing.md");
    private static final Pattern BLOCK =
            Pattern.compile("(<!-- not compiled[^\n]*-->\n)?```(java|sql|json)\n(.*?)```", Pattern.DOTALL);

    /** The examples one behind another are the body of one method; what they leave to the reader is here. */
    private static final String PROGRAM = """
            import dev.postrider.outbox.*;
            import dev.postrider.outbox.await.*;
            import java.sql.Connection;
            import java.time.Duration;
            import java.time.Instant;
            import java.util.List;
            import javax.sql.DataSource;

            public class Page {
                private Connection connection;

                public void run(DataSource dataSource) throws Exception {
                    connection = dataSource.getConnection();
                    connection.setAutoCommit(false);
            %s
                    connection.commit();
                    connection.close();
                }

                private static void insertUser(Connection connection, String email) {}

                private static <T> List<T> readUsers() {
                    return List.of();
                }
            }
            """;

    @Test
    void theJavaOfThePageStoresTheEventsItShows(PostgresDatabase database, @TempDir Path folder) throws Exception {
        OutboxSchema.migrate(database.dataSource());
        Path source =
                Files.writeString(folder.resolve("Page.java"), PROGRAM.formatted(String.join("\n", blocks("java"))));
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(exit).as("javac of the page's examples").isZero();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> page = loader.loadClass("Page");
            page.getMethod("run", DataSource.class).invoke(page.getConstructor().newInstance(), database.dataSource());
        }
        assertThat(
                        database.query(
                                "SELECT event_type, environment, event_context, metadata_version FROM postrider.event_outbox ORDER BY id"))
                .containsExactly(
                        List.of(
                                "user_created",
                                "Production",
                                "{\"email\":\"ann@example.com\",\"first_name\":\"Ann\",\"last_name\":\"Lee\"}",
                                "1"),
                        List.of("parcel", "Production", blocks("json").get(0).strip(), "1"),
                        List.of("page_viewed", "Production", "{\"path\": \"/\", \"ms\": 12.50}", "1"),
                        List.of(
                                "user has been created",
                                "Production",
                                "{\"email\":\"ann@example.com\",\"referrer\":\"ads\"}",
                                "2"),
                        List.of(
                                "user_created",
                                "Production",
                                "{\"email\":\"bob@example.com\",\"first_name\":\"Bob\",\"last_name\":\"Ray\"}",
                                "1"));
    }

    @Test
    void theSqlOfThePageRuns(PostgresDatabase database) throws Exception {
        OutboxSchema.migrate(database.dataSource());
        String app = "app_of_" + database.name();
        database.execute("CREATE ROLE " + app);
        try {
            for (String block : blocks("sql")) {
                database.execute(
                        block.replace("TO app", "TO " + app).replace("DATABASE shop", "DATABASE " + database.name()));
            }
        } finally {
            database.execute("DROP ROLE " + app);
        }
        assertThat(database.query("SELECT event_type, count(*) FROM postrider.event_outbox GROUP BY 1 ORDER BY 1"))
                .containsExactly(
                        List.of("import_row", "1000"), List.of("order_paid", "1"), List.of("user_created", "2"));
    }

    @Test
    void theLimitsOfThePageAreThoseOfTheCode() throws Exception {
        assertThat(Files.readString(PAGE))
                .contains("1 to " + EventRules.MAX_TYPE + " characters")
                .contains("1 to " + EventRules.MAX_ENVIRONMENT + " characters")
                .contains(String.format(
                        "%,d levels of ready-made text, %d of an object",
                        JsonText.MAX_NESTING, ContextWriter.MAX_NESTING))
                .contains(OutboxSettings.DEFAULT_MAX_CONTEXT_BYTES / (1 << 20) + " MiB of UTF-8 by default")
                .contains("never over " + OutboxSettings.GREATEST_MAX_CONTEXT_BYTES / (1 << 20) + " MiB")
                .contains(String.format(
                        "up to %,d events or %d MiB", BulkPublish.AHEAD_ROWS, BulkPublish.AHEAD_BYTES >> 20));
    }

    private static List<String> blocks(String language) throws Exception {
        return BLOCK.matcher(Files.readString(PAGE))
                .results()
                .filter(block -> block.group(1) == null && block.group(2).equals(language))
                .map((MatchResult block) -> block.group(3))
                .collect(Collectors.toList());
    }
}
