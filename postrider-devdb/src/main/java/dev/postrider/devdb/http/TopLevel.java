package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tokens of one statement that stand outside all brackets: where its clauses begin.
 *
 * @param firstWord the first word in capitals, even if it stands in brackets
 * @param end where the statement ends: before its semicolon, if it has one
 */
record TopLevel(List<Token> tokens, String firstWord, int end) {
    record Token(SqlTokens.Kind kind, int start, int end, String text) {
        boolean is(String keyword) {
            return kind == SqlTokens.Kind.WORD && text.toUpperCase(Locale.ROOT).equals(keyword);
        }
    }

    /** @throws EngineException there is more than one statement */
    static TopLevel of(byte[] text) throws EngineException {
        SqlTokens tokens = new SqlTokens(text, text.length);
        List<Token> top = new ArrayList<>();
        String firstWord = "";
        while (tokens.next() != SqlTokens.Kind.END) {
            if (tokens.depth() == 0 && tokens.isMark(';')) {
                int end = tokens.start();
                requireNothingAfter(tokens);
                return new TopLevel(top, firstWord, end);
            }
            if (tokens.kind() == SqlTokens.Kind.WORD && firstWord.isEmpty()) {
                firstWord = tokens.word();
            }
            if (tokens.depth() == 0) {
                String word = tokens.kind() == SqlTokens.Kind.WORD ? tokens.text() : "";
                top.add(new Token(tokens.kind(), tokens.start(), tokens.end(), word));
            }
        }
        return new TopLevel(top, firstWord, text.length);
    }

    private static void requireNothingAfter(SqlTokens tokens) throws EngineException {
        while (tokens.isMark(';')) {
            tokens.next();
        }
        if (tokens.kind() != SqlTokens.Kind.END) {
            throw EngineException.of(
                    Statement.SYNTAX_ERROR, "SYNTAX_ERROR", "Syntax error: Multi-statements are not allowed");
        }
    }

    int indexOf(String keyword) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is(keyword)) {
                return i;
            }
        }
        return -1;
    }

    boolean is(int index, String keyword) {
        return index < tokens.size() && tokens.get(index).is(keyword);
    }

    /** The index of the FORMAT clause, or -1. A column may be called format too: the clause stands at the end. */
    int formatClause() {
        for (int i = tokens.size() - 2; i >= 0; i--) {
            boolean followedByName = tokens.get(i + 1).kind() == SqlTokens.Kind.WORD;
            boolean atEnd = i + 2 == tokens.size() || is(i + 2, "SETTINGS");
            if (is(i, "FORMAT") && followedByName && atEnd) {
                return i;
            }
        }
        return -1;
    }
}
