package dev.postrider.examples.users.api;

import dev.postrider.examples.users.user.InvalidField;
import dev.postrider.examples.users.user.ListUsers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which page a client asks for. */
record PageRequest(ListUsers.Query query) {
    /** @throws InvalidParametersException naming every parameter that is no number or out of range */
    static PageRequest of(@Nullable String before, @Nullable String limit) {
        List<InvalidField> invalid = new ArrayList<>();
        long first = number("before", before, Long.MAX_VALUE, Long.MAX_VALUE, invalid);
        long size = number("limit", limit, ListUsers.Query.DEFAULT_LIMIT, ListUsers.Query.MAX_LIMIT, invalid);
        if (!invalid.isEmpty()) {
            throw new InvalidParametersException(invalid);
        }
        return new PageRequest(new ListUsers.Query(first, (int) size));
    }

    private static long number(String name, @Nullable String text, long absent, long max, List<InvalidField> invalid) {
        if (text == null) {
            return absent;
        }
        long number = Numbers.parse(text).orElse(0L);
        if (number < 1 || number > max) {
            invalid.add(new InvalidField(
                    name,
                    max == Long.MAX_VALUE
                            ? "must be a whole number, 1 or more"
                            : "must be a whole number from 1 to " + max));
        }
        return number;
    }
}
