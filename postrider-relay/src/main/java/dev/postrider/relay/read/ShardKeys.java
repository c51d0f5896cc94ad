package dev.postrider.relay.read;

import dev.postrider.relay.batch.BigEndian;
import dev.postrider.relay.batch.ShardKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@link dev.postrider.relay.batch.Shards} takes, of a row as PostgreSQL sent it; see {@link dev.postrider.relay.batch.RowConsumer}.
 * The same for ever: the id itself, or the xxHash64 of a text's UTF-8, which is ClickHouse's {@code xxHash64} too. An event whose
 * context has no text, number or truth value there belongs where its id says. Thread-safe.
 */
public final class ShardKeys {
    private static final int EVENT_TYPE = 1;
    private static final int ENVIRONMENT = 3;
    private static final int EVENT_CONTEXT = 4;

    /**
     * Whatever the outbox holds: a limit of the library's may change, and events would belong elsewhere then. It keeps no names either:
     * how many of them it can keep depends on those that it has met, and which those are ends with the process.
     */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String field;
    private final List<String> within;

    /** Finds the key's values. */
    public ShardKeys(ShardKey key) {
        this.field = key.path().get(0);
        this.within = key.path().subList(1, key.path().size());
    }

    /** The value of one row. */
    public long of(byte[] row, int offset) {
        return switch (field) {
            case "event_type" -> hash(row, begin(row, offset, EVENT_TYPE));
            case "environment" -> hash(row, begin(row, offset, ENVIRONMENT));
            case "event_context" -> ofContext(row, offset);
            default -> id(row, offset);
        };
    }

    private static long id(byte[] row, int offset) {
        return BigEndian.longAt(row, offset + Integer.BYTES);
    }

    private static long hash(byte[] row, int begin) {
        return XxHash64.of(row, begin + Integer.BYTES, BigEndian.intAt(row, begin));
    }

    private static int begin(byte[] row, int offset, int place) {
        int at = offset;
        for (int i = 0; i < place; i++) {
            at += Integer.BYTES + Math.max(0, BigEndian.intAt(row, at));
        }
        return at;
    }

    private long ofContext(byte[] row, int offset) {
        int begin = begin(row, offset, EVENT_CONTEXT);
        String value = null;
        try (JsonParser context =
                JSON.createParser(ObjectReadContext.empty(), row, begin + Integer.BYTES, BigEndian.intAt(row, begin))) {
            value = value(context);
        } catch (JacksonException e) {
            // What PostgreSQL took for JSON and this does not: it must not hold up the batch.
        }
        if (value == null) {
            return id(row, offset);
        }
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return XxHash64.of(text, 0, text.length);
    }

    private @Nullable String value(JsonParser context) {
        context.nextToken();
        for (String name : within) {
            if (!context.isExpectedStartObjectToken() || !isAt(context, name)) {
                return null;
            }
        }
        JsonToken token = context.currentToken();
        return token.isScalarValue() && token != JsonToken.VALUE_NULL ? context.getString() : null;
    }

    /** Goes to the value of an object's first field of the name. */
    private static boolean isAt(JsonParser object, String name) {
        String found;
        while ((found = object.nextName()) != null) {
            object.nextToken();
            if (found.equals(name)) {
                return true;
            }
            object.skipChildren();
        }
        return false;
    }
}
