package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.stage.Length;
import dev.postrider.relay.sink.server.EventJson;
import java.util.List;
import java.util.Locale;

/** A table and a size of batches. */
record Variant(EventJson way, int batchRows) {
    /** The ones that a run of this length has time for. */
    static List<Variant> of(Length length) {
        List<Variant> few = List.of(
                new Variant(EventJson.NONE, 50_000),
                new Variant(EventJson.MATERIALIZED, 50_000),
                new Variant(EventJson.NONE, 10_000));
        List<Variant> all = List.of(
                new Variant(EventJson.NONE, 50_000),
                new Variant(EventJson.ALIAS, 50_000),
                new Variant(EventJson.MATERIALIZED, 50_000),
                new Variant(EventJson.NONE, 10_000),
                new Variant(EventJson.ALIAS, 10_000),
                new Variant(EventJson.MATERIALIZED, 10_000));
        return length.pick(few, few, all);
    }

    /** For people: {@code event_json none, batches of 50k}. */
    String label() {
        return "event_json " + way.name().toLowerCase(Locale.ROOT) + ", batches of " + batchRows / 1_000 + "k";
    }

    String relay() {
        return "relay: " + label();
    }

    /** The floor that the bars are about. */
    String rowsFloor() {
        return "floor, insert of rows: " + label();
    }

    /** What the relay sends, which its choice of format may have made cheaper than rows. */
    String sameBytesFloor() {
        return "floor, insert of what we send: " + label();
    }
}
