package dev.postrider.spring.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Variables of the environment that nobody reads, and that are nearly called as one of Postrider's that is not set: a setting that
 * was meant, and has no effect. A name that is further away belongs to somebody else, as {@code CLICKHOUSE_DB} does.
 */
public final class MisspelledVariables {

    /** So many letters may be missing, too many, others, or in the place of their neighbours. */
    private static final int NEAR = 2;

    /** Names of settings that begin otherwise are too common: others are called nearly so for reasons of their own. */
    private static final List<String> OWN = List.of("POSTRIDER_", "CLICKHOUSE_", "CH_OUTBOX_", "DATABASE_");

    private MisspelledVariables() {}

    /**
     * A sentence about each.
     *
     * @param variables the names of all variables that are set
     */
    public static List<String> among(Collection<String> variables) {
        Set<String> known = Setting.all().stream()
                .flatMap(setting -> Stream.of(
                        setting.variable(), relaxed(setting.property(), "_"), relaxed(setting.property(), "")))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> sentences = new ArrayList<>();
        for (String name : new TreeSet<>(variables)) {
            if (!known.contains(name)) {
                Setting.all().stream()
                        .map(Setting::variable)
                        .filter(setting -> OWN.stream().anyMatch(setting::startsWith) && !variables.contains(setting))
                        .filter(setting -> distance(name, setting) <= NEAR)
                        .min(Comparator.comparingInt(setting -> distance(name, setting)))
                        .ifPresent(setting -> sentences.add(
                                "the variable " + name + " has no effect; did you mean " + setting + "?"));
            }
        }
        return sentences;
    }

    /** As Spring reads a property from the environment, too. */
    private static String relaxed(String property, String dash) {
        return property.replace("-", dash).replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** How many letters are missing, too many, others, or in the place of their neighbours. */
    static int distance(String one, String other) {
        int[][] edits = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                edits[i][j] = i == 0 || j == 0 ? i + j : least(edits, one, other, i, j);
            }
        }
        return edits[one.length()][other.length()];
    }

    private static int least(int[][] edits, String one, String other, int i, int j) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int least = Math.min(edits[i - 1][j - 1] + (same ? 0 : 1), Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, edits[i - 2][j - 2] + 1) : least;
    }
}
