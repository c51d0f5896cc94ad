package dev.postrider.spring.config;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Times and sizes written the way they are typed into a configuration. */
final class ValueFormat {

    private ValueFormat() {}

    static String time(Duration time) {
        long millis = time.toMillis();
        if (millis >= 2 * 86_400_000L && millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        }
        if (millis != 0 && millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis != 0 && millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }

    static String size(DataSize size) {
        long bytes = size.toBytes();
        if (bytes != 0 && bytes % (1L << 40) == 0) {
            return (bytes >> 40) + "TB";
        }
        if (bytes != 0 && bytes % (1 << 30) == 0) {
            return (bytes >> 30) + "GB";
        }
        if (bytes != 0 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "MB";
        }
        return bytes != 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KB" : bytes + "B";
    }
}
