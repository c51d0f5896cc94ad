package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.EngineException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One statement, by the way it must be given to the engine. */
sealed interface Statement {
    /** ClickHouse's SYNTAX_ERROR. */
    int SYNTAX_ERROR = 62;

    int NOT_IMPLEMENTED = 48;
    int UNKNOWN_TYPE_OF_QUERY = 78;
    int INTO_OUTFILE_NOT_ALLOWED = 358;

    Set<String> SELECTS = Set.of("SELECT", "WITH", "FROM", "EXPLAIN", "DESCRIBE", "DESC");

    /** Statements whose result has a length that nobody knows beforehand. */
    Set<String> WITH_RESULT =
            Set.of("SELECT", "WITH", "FROM", "SHOW", "DESCRIBE", "DESC", "EXISTS", "EXPLAIN", "CHECK");

    /**
     * An insert whose data follows the statement.
     *
     * @param sql without its FORMAT or VALUES clause
     * @param dataOffset where the data begins in the text it was found in
     */
    record Insert(SqlText sql, String format, int dataOffset) implements Statement {}

    /**
     * A statement with a result to stream.
     *
     * @param head the text up to where INTO OUTFILE may stand
     * @param format of its FORMAT clause, or null
     * @param tail what follows the FORMAT clause
     */
    record Query(SqlText head, @Nullable String format, SqlText tail) implements Statement {
        /** The statement that writes its result to this file. */
        SqlText into(String file, String chosenFormat) {
            // On a line of its own: the head may end in a comment.
            return head.plus(SqlText.of("\nINTO OUTFILE '" + file + "' TRUNCATE FORMAT " + chosenFormat + " "))
                    .plus(tail);
        }
    }

    /** Any other statement: its result, if it has one, is small. */
    record Command(SqlText sql) implements Statement {}

    /**
     * The data-bearing insert at the beginning of this text, or null if there is none or its head is not whole yet.
     *
     * @param whole whether nothing follows this text
     */
    static @Nullable Insert insertAt(byte[] text, boolean whole) {
        SqlTokens tokens = new SqlTokens(text, text.length);
        tokens.next();
        if (!tokens.is("INSERT")) {
            return null;
        }
        skipTableName(tokens);
        while (tokens.kind() != SqlTokens.Kind.END) {
            if (tokens.depth() == 0 && tokens.is("VALUES")) {
                return tokens.end() == text.length && !whole
                        ? null
                        : new Insert(SqlText.of(text, 0, tokens.start()), "Values", tokens.end());
            }
            if (tokens.depth() == 0 && tokens.is("FORMAT")) {
                int headEnd = tokens.start();
                boolean named = tokens.next() == SqlTokens.Kind.WORD;
                int dataStart = dataStart(text, tokens.end());
                // At the very end the name, or the line break after it, may be cut.
                return !named || (dataStart == text.length && !whole)
                        ? null
                        : new Insert(SqlText.of(text, 0, headEnd), tokens.text(), dataStart);
            }
            if (tokens.depth() == 0 && (tokens.is("SELECT") || tokens.is("WITH") || tokens.is("FROM"))) {
                return null;
            }
            tokens.next();
        }
        return null;
    }

    /** From INSERT to the first token after the table's name, which may itself be called FORMAT. */
    private static void skipTableName(SqlTokens tokens) {
        tokens.next();
        if (tokens.is("INTO")) {
            tokens.next();
        }
        if (tokens.is("TABLE")) {
            tokens.next();
        }
        if (tokens.is("FUNCTION")) {
            tokens.next();
        }
        tokens.next();
        while (tokens.isMark('.')) {
            tokens.next();
            tokens.next();
        }
    }

    /** The engine's rule: blanks after the format's name, and one line break, do not belong to the data. */
    private static int dataStart(byte[] text, int formatEnd) {
        int at = formatEnd;
        while (at < text.length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\f')) {
            at++;
        }
        if (at < text.length && text[at] == '\r') {
            at++;
        }
        if (at < text.length && text[at] == '\n') {
            at++;
        }
        return at;
    }

    /** Refuses an insert that reads the request's data in another way than {@link Insert}: the engine has no such way. */
    private static void requireOwnData(byte[] text, TopLevel top) throws EngineException {
        int from = top.indexOf("FROM");
        if (from >= 0 && top.is(from + 1, "INFILE")) {
            throw EngineException.of(
                    UNKNOWN_TYPE_OF_QUERY, "UNKNOWN_TYPE_OF_QUERY", "Query has infile and was send directly to server");
        }
        SqlTokens tokens = new SqlTokens(text, text.length);
        while (tokens.next() != SqlTokens.Kind.END) {
            if (tokens.is("INPUT") && tokens.next() == SqlTokens.Kind.MARK && tokens.isMark('(')) {
                throw EngineException.of(
                        NOT_IMPLEMENTED,
                        "NOT_IMPLEMENTED",
                        "This endpoint can't insert through input(): insert with FORMAT into a table first");
            }
        }
    }

    /** The statement that this text is, inserts with data apart. */
    static Statement of(byte[] text) throws EngineException {
        TopLevel top = TopLevel.of(text);
        if (top.firstWord().equals("INSERT")) {
            requireOwnData(text, top);
        }
        if (!WITH_RESULT.contains(top.firstWord()) || top.indexOf("INSERT") >= 0) {
            return new Command(SqlText.of(text, 0, top.end()));
        }
        int into = top.indexOf("INTO");
        if (into >= 0 && top.is(into + 1, "OUTFILE")) {
            throw EngineException.of(
                    INTO_OUTFILE_NOT_ALLOWED, "INTO_OUTFILE_NOT_ALLOWED", "INTO OUTFILE is not allowed");
        }
        int format = top.formatClause();
        if (format >= 0) {
            TopLevel.Token name = top.tokens().get(format + 1);
            return new Query(
                    SqlText.of(text, 0, top.tokens().get(format).start()),
                    name.text(),
                    SqlText.of(text, name.end(), top.end()));
        }
        int settings = top.indexOf("SETTINGS");
        // A SELECT has SETTINGS of its own; for the others they follow the output clauses.
        int headEnd = settings >= 0 && !SELECTS.contains(top.firstWord())
                ? top.tokens().get(settings).start()
                : top.end();
        return new Query(SqlText.of(text, 0, headEnd), null, SqlText.of(text, headEnd, top.end()));
    }
}
