package dev.postrider.relay.tools.doctor;

import java.time.Duration;
import java.util.Locale;

/** Times and sizes as people say them. */
final class Words {

    private Words() {}

    /** A length of time, roughly. */
    static String time(Duration time) {
        if (time.compareTo(Duration.ofMinutes(2)) < 0) {
            return time.compareTo(Duration.ofSeconds(10)) < 0
                    ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
                    : time.toSeconds() + " s";
        }
        if (time.compareTo(Duration.ofHours(2)) < 0) {
            return time.toMinutes() + " min";
        }
        return time.compareTo(Duration.ofDays(2)) < 0 ? time.toHours() + " h" : time.toDays() + " days";
    }

    /** Bytes, roughly. */
    static String size(long bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
