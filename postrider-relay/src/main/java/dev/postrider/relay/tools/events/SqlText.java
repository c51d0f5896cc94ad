package dev.postrider.relay.tools.events;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with places to fill, all of them at once: what fills one place may hold what looks like another. */
final class SqlText {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");

    private SqlText() {}

    static String fill(String text, Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalArgumentException("nothing for " + place.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
