package dev.postrider.test;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one value of a query that is expected to have one. */
final class SingleValue {
    private SingleValue() {}

    static String of(String sql, List<List<@Nullable String>> rows) {
        if (rows.size() != 1 || rows.get(0).size() != 1) {
            throw new IllegalStateException("one value was expected from: " + sql + "\nbut there are " + rows.size()
                    + " rows" + (rows.isEmpty() ? "" : ", the first of them: " + rows.get(0)));
        }
        String value = rows.get(0).get(0);
        if (value == null) {
            throw new IllegalStateException("a value was expected, not NULL, from: " + sql);
        }
        return value;
    }
}
