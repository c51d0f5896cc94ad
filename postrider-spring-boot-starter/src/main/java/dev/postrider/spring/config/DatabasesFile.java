package dev.postrider.spring.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * The file that lists the outboxes of a server: in each line the URL of a database and, after a blank, the outbox's name; without
 * one it is the database's. Empty lines, and what follows a {@code #} at the beginning or after a blank, are not read.
 *
 * <p>The file tells every outbox's name before any database is asked: two outboxes under one name in the event log could not be
 * told apart any more, and whether that happens must not depend on which of them is up.
 */
public final class DatabasesFile {

    private static final Pattern LINE = Pattern.compile("(?<url>\\S+)(?:\\s+(?<name>.*))?");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
    private static final Pattern NAME = Pattern.compile("[^/\\s]([^/]{0,98}[^/\\s])?");

    private final List<OutboxDatabase> outboxes = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> linesOfDatabases = new HashMap<>();
    private final Map<String, Integer> linesOfNames = new HashMap<>();

    private DatabasesFile() {}

    /**
     * Reads it.
     *
     * @return at least one outbox, in the file's order
     * @throws InvalidSettingsException naming each line that can't be used, without passwords
     */
    public static List<OutboxDatabase> read(Path file) {
        DatabasesFile read = new DatabasesFile();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw refused(file, "a file that can be read: " + e.getClass().getSimpleName());
        }
        for (int line = 1; line <= lines.size(); line++) {
            String text = COMMENT.matcher(lines.get(line - 1)).replaceFirst("").strip();
            if (!text.isEmpty()) {
                read.add(line, text);
            }
        }
        if (!read.problems.isEmpty()) {
            throw new InvalidSettingsException(read.problems);
        }
        if (read.outboxes.isEmpty()) {
            throw refused(file, "a file with a database's URL in at least one line");
        }
        return List.copyOf(read.outboxes);
    }

    private static InvalidSettingsException refused(Path file, String demand) {
        return new InvalidSettingsException(
                List.of(Problem.of(DatabaseSetting.DATABASES_FILE, file.toString(), demand)));
    }

    private void add(int line, String text) {
        Matcher parts = LINE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalStateException("a line that is not empty has a first word");
        }
        try {
            DatabaseUrl url = DatabaseUrl.parse(parts.group("url"));
            Place place = Place.of(url);
            String outbox = parts.group("name") == null ? place.database() : parts.group("name");
            if (!NAME.matcher(outbox).matches()) {
                throw new IllegalArgumentException(
                        "followed by the outbox's name: 1 to 100 characters without a slash");
            }
            Integer same = linesOfDatabases.putIfAbsent(place.toString(), line);
            if (same != null) {
                throw new IllegalArgumentException("another database than that of line " + same);
            }
            Integer called = linesOfNames.putIfAbsent(outbox, line);
            if (called != null) {
                throw new IllegalArgumentException(
                        "followed by a name of its own for its outbox: '" + outbox + "' is that of line " + called
                                + ", and in the event log events of both could not be told apart");
            }
            outboxes.add(new OutboxDatabase(
                    outbox, new ProcessSettings.Database(url.jdbcUrl(), url.user(), url.password())));
        } catch (IllegalArgumentException e) {
            problems.add(Problem.inLine(DatabaseSetting.DATABASES_FILE, line, text, String.valueOf(e.getMessage())));
        }
    }

    /** A database as the driver would look for it, whoever signs in. */
    private record Place(String hosts, String ports, String database) {

        static Place of(DatabaseUrl url) {
            @Nullable Properties parts = Driver.parseURL(url.jdbcUrl(), null);
            String database = parts == null ? null : PGProperty.PG_DBNAME.getOrDefault(parts);
            if (parts == null || database == null || database.isEmpty()) {
                throw new IllegalArgumentException(
                        "a URL that names the database, jdbc:postgresql://host:port/database");
            }
            return new Place(
                    String.valueOf(PGProperty.PG_HOST.getOrDefault(parts)).toLowerCase(Locale.ROOT),
                    String.valueOf(PGProperty.PG_PORT.getOrDefault(parts)),
                    database);
        }
    }
}
