package dev.postrider.relay.tools.views;

import dev.postrider.relay.sink.view.LogViews.TableBeside;
import dev.postrider.relay.sink.view.TypedView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names for typed views. A view keeps the name that it has. A type gets its own name if that is one of letters, digits and
 * underscores, and free; else what is left of it, and where two types would get the same, a part of its SHA-256 behind.
 */
final class ViewNames {
    private static final int LONGEST = 60;
    private static final int DIGITS = 8;

    private ViewNames() {}

    /**
     * The names of the views of some types.
     *
     * @param reserved names that others are to get
     */
    static Map<String, String> of(
            Collection<String> types, String prefix, Map<String, TableBeside> there, Set<String> reserved) {
        Map<String, String> names = new TreeMap<>();
        Set<String> taken = new TreeSet<>(reserved);
        taken.addAll(there.keySet());
        Map<String, String> owned = owned(there, prefix);
        List<String> unnamed = new ArrayList<>();
        for (String type : types) {
            String name = owned.get(TypedView.comment(type));
            if (name != null) {
                names.put(type, name);
            } else {
                unnamed.add(type);
            }
        }
        // a type whose name is one gets it, whoever else would come to it
        unnamed.sort(
                Comparator.comparing((String type) -> !plain(type).equals(type)).thenComparing(type -> type));
        for (String type : unnamed) {
            String name = prefix + plain(type);
            if (!taken.add(name)) {
                name = prefix + plain(type) + "_" + digest(type);
                taken.add(name);
            }
            names.put(type, name);
        }
        return names;
    }

    private static Map<String, String> owned(Map<String, TableBeside> there, String prefix) {
        Map<String, String> owned = new TreeMap<>();
        there.values().stream()
                .filter(table -> table.engine().equals("View")
                        && TypedView.isMarked(table.comment())
                        && table.name().startsWith(prefix))
                .forEach(table -> owned.putIfAbsent(table.comment(), table.name()));
        return owned;
    }

    /** What is left of a type in a name. */
    private static String plain(String type) {
        String plain = type.replaceAll("[^A-Za-z0-9_]", "_");
        return plain.isEmpty() ? "_" : plain.substring(0, Math.min(LONGEST, plain.length()));
    }

    private static String digest(String type) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(type.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
