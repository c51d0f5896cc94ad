package dev.postrider.benchmarks.result;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When, where and on what a scenario ran.
 *
 * @param at when it ended
 * @param length {@code SMOKE}, {@code SHORT} or {@code LONG}
 * @param seconds how long it took, all in all
 * @param loadBefore the machine's load average of a minute when it began: what others were doing; null where it is not known
 * @param machine what the machine is, by name
 * @param versions of everything that took part, by name
 * @param postgresSettings as the server said
 */
public record Ran(
        Instant at,
        String length,
        double seconds,
        @Nullable Double loadBefore,
        Map<String, String> machine,
        Map<String, String> versions,
        Map<String, String> postgresSettings) {}
