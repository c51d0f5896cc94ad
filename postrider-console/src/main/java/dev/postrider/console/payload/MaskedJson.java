package dev.postrider.console.payload;

import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** A JSON text with the values of some fields replaced. All other text stays as it is, byte for byte. One use, one thread. */
final class MaskedJson {
    /** What stands in the place of a value, whatever its type. */
    static final String MASK = "\"•••\"";

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String json;
    private final MaskedFields fields;
    private final StringBuilder masked;
    private int copied;
    private final StringBuilder path = new StringBuilder();

    /** How long the path is outside of each object that is open. */
    private final Deque<Integer> around = new ArrayDeque<>();

    private MaskedJson(String json, MaskedFields fields) {
        this.json = json;
        this.fields = fields;
        this.masked = new StringBuilder(json.length());
    }

    /** The text with masks; the mask alone if the text can't be read, or is deeper than anybody would look. */
    static String of(String json, MaskedFields fields) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            return new MaskedJson(json, fields).read(parser);
        } catch (JacksonException | UnreadableException e) {
            return MASK;
        }
    }

    /** The parser and the text don't fit together: nothing is shown of it. */
    private static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private String read(JsonParser parser) {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            switch (token) {
                case START_OBJECT -> around.push(path.length());
                case END_OBJECT -> path.setLength(around.pop());
                case PROPERTY_NAME -> enter(parser);
                default -> {
                    // a value that is shown
                }
            }
        }
        return masked.append(json, copied, json.length()).toString();
    }

    private void enter(JsonParser parser) {
        int last = around.element();
        path.setLength(last);
        path.append('.').append(parser.currentName());
        if (!fields.covers(path, last)) {
            return;
        }
        JsonToken value = parser.nextToken();
        int begin = offset(parser);
        int end;
        if (value.isStructStart()) {
            parser.skipChildren();
            end = offset(parser) + 1;
        } else {
            end = value == JsonToken.VALUE_STRING ? endOfString(begin) : endOfWord(begin);
        }
        masked.append(json, copied, begin).append(MASK);
        copied = end;
    }

    private int offset(JsonParser parser) {
        long offset = parser.currentTokenLocation().getCharOffset();
        if (offset < copied || offset >= json.length()) {
            throw new UnreadableException();
        }
        return (int) offset;
    }

    private int endOfString(int begin) {
        if (json.charAt(begin) != '"') {
            throw new UnreadableException();
        }
        int at = begin + 1;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, json.length());
    }

    /** Of a number, or one of the three words. */
    private int endOfWord(int begin) {
        int at = begin;
        while (at < json.length() && ",]} \n\r\t".indexOf(json.charAt(at)) < 0) {
            at++;
        }
        if (at == begin) {
            throw new UnreadableException();
        }
        return at;
    }
}
