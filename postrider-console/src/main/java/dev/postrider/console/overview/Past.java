package dev.postrider.console.overview;

import dev.postrider.relay.status.DeliveryHistory.Known;
import dev.postrider.relay.status.DeliveryHistory.Stretch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was known of delivery at an earlier time.
 *
 * @param around how the state changed in the day before and after: what is nearest to it
 * @param isCut whether there was more
 */
record Past(Instant at, Known known, List<Stretch> around, boolean isCut) {
    /** Stretches on each side of the time. */
    private static final int ROWS = 100;

    /** Of the stretches around it, the newest first, those that are nearest. */
    static Past of(Instant at, Known known, List<Stretch> around) {
        int later = (int)
                around.stream().takeWhile(stretch -> stretch.from().isAfter(at)).count();
        List<Stretch> nearest = around.subList(Math.max(0, later - ROWS), Math.min(around.size(), later + ROWS));
        return new Past(at, known, nearest, nearest.size() < around.size());
    }

    /** What a relay had told, lately enough to go by; null if none had. */
    public Known.@Nullable Told told() {
        return known instanceof Known.Told told ? told : null;
    }

    /** Why nothing was known; null if something was. */
    public Known.@Nullable Nothing nothing() {
        return known instanceof Known.Nothing nothing ? nothing : null;
    }

    /** Whether events flowed, in one sentence. */
    public String sentence() {
        return known instanceof Known.Told told
                ? Headline.sentence(told.entry().state())
                : "Whether events were delivered is not known";
    }

    /** How it is shown. */
    public String look() {
        return known instanceof Known.Told told ? Headline.look(told.entry().state()) : "warn";
    }
}
