package dev.postrider.console.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The query of an address, of those parts that are set. For one thread. */
public final class Query {
    private final StringBuilder text = new StringBuilder();

    /** Adds a part; nothing if it is missing or blank. */
    public Query with(String name, @Nullable String value) {
        String given = given(value);
        if (given != null) {
            text.append(text.isEmpty() ? "" : "&")
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(given, StandardCharsets.UTF_8));
        }
        return this;
    }

    /**
     * What was typed, without blanks around it; null if that is nothing.
     *
     * @throws IllegalArgumentException if it holds the character 0, which no keyboard types and PostgreSQL has no place for
     */
    public static @Nullable String given(@Nullable String part) {
        if (part != null && part.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "a part of the address holds the character 0, which nothing has that could be found");
        }
        return part == null || part.isBlank() ? null : part.strip();
    }

    /** Without a question mark; empty if nothing is set. */
    @Override
    public String toString() {
        return text.toString();
    }
}
