package dev.postrider.console.event;

import dev.postrider.relay.tools.events.EventHistogram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A histogram as it is drawn.
 *
 * @param events how many there are together
 * @param highest how many the highest bar stands for
 */
record Bars(List<Bar> bars, long events, long highest) {
    static final int WIDTH = 10;
    static final int HEIGHT = 80;

    /**
     * A bar.
     *
     * @param x where it begins
     * @param y its upper end, from above
     * @param height 0 where there is no event, 1 at least where there is one
     */
    record Bar(int x, int y, int height, Instant since, Instant before, long events) {}

    static Bars of(EventHistogram histogram) {
        long highest = histogram.buckets().stream()
                .mapToLong(EventHistogram.Bucket::events)
                .max()
                .orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (EventHistogram.Bucket bucket : histogram.buckets()) {
            int height = highest == 0 || bucket.events() == 0
                    ? 0
                    : (int) Math.max(1, Math.round((double) bucket.events() * HEIGHT / highest));
            bars.add(new Bar(
                    bars.size() * WIDTH, HEIGHT - height, height, bucket.since(), bucket.before(), bucket.events()));
        }
        return new Bars(bars, histogram.events(), highest);
    }

    /** How wide all of it is. */
    public int width() {
        return bars.size() * WIDTH;
    }
}
