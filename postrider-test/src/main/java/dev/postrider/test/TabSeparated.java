package dev.postrider.test;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ClickHouse's TabSeparated format. */
final class TabSeparated {
    private TabSeparated() {}

    static List<List<@Nullable String>> rows(String text) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            List<@Nullable String> row = new ArrayList<>();
            for (String field : text.substring(start, end).split("\t", -1)) {
                row.add(field.equals("\\N") ? null : unescaped(field));
            }
            rows.add(row);
            start = end + 1;
        }
        return rows;
    }

    private static String unescaped(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        boolean escape = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (escape) {
                text.append(meaning(c));
                escape = false;
            } else if (c == '\\') {
                escape = true;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static char meaning(char escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 't' -> '\t';
            case '0' -> '\0';
            default -> escaped;
        };
    }
}
