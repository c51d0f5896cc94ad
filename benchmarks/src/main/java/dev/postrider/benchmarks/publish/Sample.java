package dev.postrider.benchmarks.publish;

import dev.postrider.outbox.Event;
import java.util.List;
import java.util.stream.LongStream;

/** The events of this scenario, numbered: as those of the others, about 180 bytes. */
final class Sample {
    static final String TYPE = "user_created";
    static final String ENVIRONMENT = "Benchmark";

    private Sample() {}

    static String context(long n) {
        return "{\"email\":\"user" + n + "@example.com\",\"first_name\":\"First" + n + "\",\"last_name\":\"Last" + n
                + "\",\"plan\":" + n % 5 + ",\"tags\":[\"a\",\"b\"],\"n\":" + n + "}";
    }

    static Event event(long n) {
        return Event.of(TYPE, context(n));
    }

    static List<Event> events(long from, int count) {
        return LongStream.range(from, from + count).mapToObj(Sample::event).toList();
    }

    /** The same information in one JSON text, but for the type, which has a column. */
    static String payload(long n) {
        return "{\"environment\":\"" + ENVIRONMENT + "\",\"metadata_version\":1,\"context\":" + context(n) + "}";
    }
}
