package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.ServerException;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sql.SqlFile;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What ClickHouse's error codes, HTTP states and the client's errors say about a send; see {@code outcomes.txt} beside this
 * class. Immutable.
 */
public final class OutcomeTable {
    /** A failed send, in one word. */
    public enum Verdict {
        REFUSED,
        UNAVAILABLE,
        UNKNOWN,
        TOO_LARGE;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Verdict of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    private static final String KEYS = "(\\d{1,5}|http-\\d{3}|client-connect|client-other)";
    private static final String LINE = KEYS + "=(refused|unavailable|unknown|too-large)";

    /** The form of lines to add, as a regular expression. */
    public static final String LINES = "|" + LINE + "(, ?" + LINE + ")*";

    private static final Pattern KEY = Pattern.compile(KEYS);

    /** What a line begins with that holds where several replicas keep the table. */
    private static final String ON_REPLICAS = "replicas:";

    /** ClickHouse adds these words to whatever went wrong behind the event log: the rows may be in it by then. */
    private static final String IN_A_VIEW = "while pushing to view";

    /** Exceptions of the HTTP client inside the client, by their simple names: that client may be a copy in another package. */
    private static final Set<String> NOT_CONNECTED =
            Set.of("ConnectTimeoutException", "ConnectionRequestTimeoutException");

    /** The batch was written for a column's earlier type: ClickHouse says so before it looks at a row. */
    private static final Pattern OTHER_TYPES = Pattern.compile("Type of .* must be");

    private static final OutcomeTable STANDARD = new OutcomeTable(SqlFile.text(OutcomeTable.class, "outcomes.txt")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split("\\s+", 3))
            .collect(Collectors.toMap(words -> words[0], words -> Verdict.of(words[1]))));

    private final Map<String, Verdict> verdicts;

    private OutcomeTable(Map<String, Verdict> verdicts) {
        this.verdicts = Map.copyOf(verdicts);
    }

    /** The table as it comes. */
    public static OutcomeTable standard() {
        return STANDARD;
    }

    /**
     * The table with lines added or changed.
     *
     * @param lines for example {@code 241=unavailable, http-503=unavailable}; empty for none
     * @throws IllegalArgumentException naming the part that can't be read
     */
    public OutcomeTable with(String lines) {
        if (lines.isBlank()) {
            return this;
        }
        Map<String, Verdict> changed = new LinkedHashMap<>(verdicts);
        Arrays.stream(lines.split(","))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> {
                    String[] words = line.split("=", -1);
                    if (words.length != 2 || !KEY.matcher(words[0].strip()).matches()) {
                        throw unreadable(line);
                    }
                    changed.put(words[0].strip(), verdict(words[1].strip(), line));
                    changed.remove(ON_REPLICAS + words[0].strip());
                });
        return new OutcomeTable(changed);
    }

    private static Verdict verdict(String word, String line) {
        return Arrays.stream(Verdict.values())
                .filter(verdict -> verdict.word().equals(word))
                .findFirst()
                .orElseThrow(() -> unreadable(line));
    }

    private static IllegalArgumentException unreadable(String line) {
        return new IllegalArgumentException("clickhouse outcomes has '" + line
                + "', must be code=outcome, separated by commas: a code is one of ClickHouse's numbers, http-503,"
                + " client-connect or client-other; an outcome is refused, unavailable, unknown or too-large");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OutcomeTable that && verdicts.equals(that.verdicts);
    }

    @Override
    public int hashCode() {
        return verdicts.hashCode();
    }

    /** The table where several replicas keep the event log: rows may have been stored before a code that elsewhere says no. */
    public OutcomeTable onReplicas() {
        Map<String, Verdict> changed = new LinkedHashMap<>(verdicts);
        verdicts.forEach((key, verdict) -> {
            if (key.startsWith(ON_REPLICAS)) {
                changed.put(key.substring(ON_REPLICAS.length()), verdict);
            }
        });
        return new OutcomeTable(changed);
    }

    public SendOutcome.Failed outcome(Throwable failure) {
        OneRequest.ForeignAnswerException foreign = find(failure, OneRequest.ForeignAnswerException.class);
        if (foreign != null) {
            return outcome("http-" + foreign.status(), 0, foreign.said());
        }
        ServerException server = find(failure, ServerException.class);
        if (server == null) {
            return outcome(isBeforeSending(failure) ? "client-connect" : "client-other", 0, reason(failure));
        }
        ServerWords words = ServerWords.of(server);
        String said = words.withoutQuotes();
        if (said.contains(IN_A_VIEW)) {
            return new SendOutcome.Unknown(server.getCode(), words.withoutValues());
        }
        if (OTHER_TYPES.matcher(said).find()) {
            return new SendOutcome.Unavailable(server.getCode(), words.withoutValues());
        }
        int code = server.getCode();
        SendOutcome.Failed outcome = outcome(
                code > 0 ? Integer.toString(code) : "http-" + server.getTransportProtocolCode(),
                Math.max(0, code),
                words.withoutValues());
        return outcome instanceof SendOutcome.Refused refused
                ? new SendOutcome.Refused(refused.code(), refused.reason(), words.firstLine())
                : outcome;
    }

    /** Whether an error of this code is listed, and says nothing about rows. */
    public static boolean isAboutTheServer(int code) {
        Verdict verdict = STANDARD.verdicts.get(Integer.toString(code));
        return verdict != null && verdict != Verdict.REFUSED;
    }

    private SendOutcome.Failed outcome(String key, int code, String reason) {
        return switch (verdicts.getOrDefault(key, Verdict.UNKNOWN)) {
            case REFUSED -> new SendOutcome.Refused(code, reason);
            case UNAVAILABLE -> new SendOutcome.Unavailable(code, reason);
            case UNKNOWN -> new SendOutcome.Unknown(code, reason);
            case TOO_LARGE -> new SendOutcome.Unknown(code, reason, true);
        };
    }

    /**
     * The client's own ConnectionInitiationException says nothing: it stands also for a server that took the whole request and
     * closed the connection.
     */
    private static boolean isBeforeSending(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException
                    || NOT_CONNECTED.contains(cause.getClass().getSimpleName())) {
                return true;
            }
        }
        return false;
    }

    /** The server's error code; 0 if it is not the server that failed. */
    public static int code(Throwable failure) {
        ServerException server = find(failure, ServerException.class);
        return server == null ? 0 : server.getCode();
    }

    /** The innermost cause, without values of rows: the outer ones say only that something failed. */
    public static String reason(Throwable failure) {
        OneRequest.ForeignAnswerException foreign = find(failure, OneRequest.ForeignAnswerException.class);
        if (foreign != null) {
            return foreign.said();
        }
        ServerException server = find(failure, ServerException.class);
        if (server != null) {
            return ServerWords.of(server).withoutValues();
        }
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return innermost.getClass().getSimpleName() + (message == null ? "" : ": " + firstLine(message));
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("").strip();
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
