package dev.postrider.relay.sink.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a table may drop rows by itself, as its definition has it.
 *
 * @param expressions each gives the time from which a row may be gone
 */
public record TimeToLive(List<String> expressions) {
    private static final Pattern TTL = Pattern.compile("\\sTTL\\s+(.*?)(?:\\sSETTINGS\\s.*)?$", Pattern.DOTALL);

    /** Moves and compresses, and drops nothing. */
    private static final Pattern KEEPS = Pattern.compile("\\s(TO\\s+(DISK|VOLUME)|RECOMPRESS)\\s");

    private static final Pattern ACTION = Pattern.compile("\\s(DELETE|WHERE|GROUP\\s+BY)(\\s.*)?$", Pattern.DOTALL);

    /** Reads {@code engine_full} of {@code system.tables}. */
    public static TimeToLive of(String engine) {
        Matcher ttl = TTL.matcher(engine);
        if (!ttl.find()) {
            return new TimeToLive(List.of());
        }
        return new TimeToLive(parts(ttl.group(1)).stream()
                .filter(part -> !KEEPS.matcher(part).find())
                .map(part -> ACTION.matcher(part).replaceFirst(""))
                .toList());
    }

    /** Whether the table keeps every row. */
    public boolean isNone() {
        return expressions.isEmpty();
    }

    private static List<String> parts(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int begin = 0;
        for (int i = 0; i < list.length(); i++) {
            char sign = list.charAt(i);
            depth += sign == '(' ? 1 : sign == ')' ? -1 : 0;
            if (sign == ',' && depth == 0) {
                parts.add(list.substring(begin, i).strip());
                begin = i + 1;
            }
        }
        parts.add(list.substring(begin).strip());
        return parts;
    }
}
