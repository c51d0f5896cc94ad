package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.ServerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ClickHouse says of an error, in two ways: in its own words, which quote the row, and without the row's values, for all
 * who may read a log, a health answer or a report and may not read the events.
 *
 * <p>The second is put together from what comes of the table, never by cutting values out of the first: how ClickHouse quotes
 * them differs from message to message.
 */
record ServerWords(int code, String text) {
    private static final int LONGEST = 500;

    private static final String START = "^(?:Code: \\d+\\. )?(?:DB::Exception: )?";

    /** Behind everything else: {@code (VIOLATED_CONSTRAINT) (version 26.7.2.1)}, and what the client adds. */
    private static final Pattern NAME = Pattern.compile("\\(([A-Z][A-Z0-9_]{2,63})\\)"
            + "(?:\\s+\\(version [^()]*(?:\\([^()]*\\))?\\))?(?:\\s+\\(queryId=[^()]*\\))?\\s*$");

    private static final Pattern CONSTRAINT =
            Pattern.compile(START + "Constraint `([^`]{1,128})` for table [^']*? is violated at row");
    private static final Pattern CONSTRAINED_COLUMN = Pattern.compile("\\. Column values: ([A-Za-z_]\\w{0,127}) = ");
    private static final Pattern OTHER_TYPE = Pattern.compile(START + "(Type of '?[\\w.]+'? must be [\\w(), ]+)");
    private static final Pattern CONVERTED = Pattern.compile("while converting column \"(\\w{1,128})\" from type ");
    private static final Pattern EXECUTED =
            Pattern.compile("while executing 'FUNCTION (\\w{1,64})\\((?:(?:__table\\d+\\.)?([A-Za-z_]\\w{0,127}) :)?");

    private static final Pattern PUSHED = Pattern.compile("while pushing to view (\\w{1,128}(?:\\.\\w{1,128})?)");

    /** Of {@code throwIf}: ClickHouse takes nothing but a constant of the schema for it. */
    private static final int THROWN_BY_THE_SCHEMA = 395;

    private static final Pattern QUOTED = Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'", Pattern.DOTALL);

    private static final Pattern CONSTANT = Pattern.compile(START + "(.{1,200}?): while executing '");

    /** Some messages about a table or an account go on with the text of the query. */
    private static final Pattern QUERY = Pattern.compile(":? [Ii]n scope .*");

    /** About files, networks, replicas and names of the schema: words without values of a row, whatever the outcome. */
    private static final Set<Integer> NOT_ABOUT_ROWS =
            Set.of(46, 47, 74, 75, 76, 173, 209, 210, 225, 236, 285, 319, 425, 439, 999);

    static ServerWords of(ServerException failure) {
        return new ServerWords(failure.getCode(), String.valueOf(failure.getMessage()));
    }

    /** What it says itself, and not what it quotes: an event may hold any words. */
    String withoutQuotes() {
        return QUOTED.matcher(text).replaceAll("''");
    }

    /** The server's own words: may quote the row. */
    String firstLine() {
        return text.lines().findFirst().orElse("").strip();
    }

    /** The code, its name, and what of the table it is about. */
    String withoutValues() {
        // without a code it is not ClickHouse that answered, and whatever did has not seen the row
        if (code <= 0 || OutcomeTable.isAboutTheServer(code) || NOT_ABOUT_ROWS.contains(code)) {
            String whole = QUERY.matcher(firstLine()).replaceFirst("");
            return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST) + "…";
        }
        return ofTheTable();
    }

    /** The same of an error that is about rows, whatever its code. */
    String ofTheTable() {
        String name = first(NAME).map(found -> " (" + found.group(1) + ")").orElse("");
        List<String> parts = parts();
        return "Code: " + code + name + (parts.isEmpty() ? "" : ": " + String.join(", ", parts));
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>();
        Optional<MatchResult> constraint = first(CONSTRAINT);
        if (constraint.isPresent()) {
            parts.add("constraint `" + constraint.get().group(1) + "` is violated");
            first(CONSTRAINED_COLUMN).ifPresent(found -> parts.add("column " + found.group(1)));
            return parts;
        }
        if (code == THROWN_BY_THE_SCHEMA) {
            first(CONSTANT).ifPresent(found -> parts.add(found.group(1)));
        }
        first(OTHER_TYPE).ifPresent(found -> parts.add(found.group(1).strip()));
        last(EXECUTED)
                .ifPresent(found -> parts.add(
                        "in " + found.group(1) + "(" + (found.group(2) == null ? "…" : found.group(2)) + ")"));
        last(CONVERTED).ifPresent(found -> parts.add("column " + found.group(1)));
        last(PUSHED).ifPresent(found -> parts.add("view " + found.group(1)));
        return parts;
    }

    private Optional<MatchResult> first(Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
    }

    /** What ClickHouse adds stands behind what it quotes. */
    private Optional<MatchResult> last(Pattern pattern) {
        return pattern.matcher(text).results().reduce((before, after) -> after);
    }
}
