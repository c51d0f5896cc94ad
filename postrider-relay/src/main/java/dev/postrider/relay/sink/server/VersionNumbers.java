package dev.postrider.relay.sink.server;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The numbers that a server's version begins with, whatever its packager wrote behind them. Immutable.
 *
 * @param numbers none if the text has none, as forks may tell anything; below zero what comes before a first release, as {@code
 *     16beta1}
 */
public record VersionNumbers(List<Integer> numbers) {
    /** What is not known. */
    public static final VersionNumbers UNKNOWN = new VersionNumbers(List.of());

    private static final Pattern FRONT =
            Pattern.compile("\\D*(\\d{1,9}(?:\\.\\d{1,9})*)(\\h*(?:alpha|beta|rc|devel))?.*", Pattern.DOTALL);

    /** Copies the list. */
    public VersionNumbers {
        numbers = List.copyOf(numbers);
    }

    /** Reads {@code 26.7.3.9}, {@code 24.8.14.10501.altinitystable} and {@code 18.6 (Debian 18.6-1)}; never fails. */
    public static VersionNumbers of(String text) {
        Matcher front = FRONT.matcher(text);
        if (!front.matches()) {
            return UNKNOWN;
        }
        List<Integer> numbers = new ArrayList<>();
        for (String number : front.group(1).split("\\.", -1)) {
            numbers.add(Integer.valueOf(number));
        }
        if (front.group(2) != null) {
            numbers.add(-1);
        }
        return new VersionNumbers(numbers);
    }

    /** Whether there is any. */
    public boolean areKnown() {
        return !numbers.isEmpty();
    }

    /**
     * Compares as many numbers as the other has, so that {@code 26.7.2.1} is one of {@code 26.7}. What this one does not say
     * counts as 0.
     *
     * @return below zero if this one is older
     */
    public int comparedWith(VersionNumbers other) {
        for (int at = 0; at < other.numbers.size(); at++) {
            int mine = at < numbers.size() ? numbers.get(at) : 0;
            int difference = Integer.compare(mine, other.numbers.get(at));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    @Override
    public String toString() {
        return String.join(".", numbers.stream().map(String::valueOf).toList());
    }
}
