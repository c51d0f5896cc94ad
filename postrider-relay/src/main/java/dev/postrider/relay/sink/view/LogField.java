package dev.postrider.relay.sink.view;

import java.util.List;

/**
 * A field that the contexts of an event type hold.
 *
 * @param path its keys from the outside in, with dots between
 * @param types the types that its values have, in ClickHouse's words
 */
public record LogField(String path, List<String> types) {
    /** Copies the list. */
    public LogField {
        types = List.copyOf(types);
    }
}
