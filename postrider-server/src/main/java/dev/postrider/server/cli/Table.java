package dev.postrider.server.cli;

import dev.postrider.relay.batch.OneLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows in columns that stand below each other. Where there is not room for all, columns that may be left out are, and then those
 * that may be shortened are, the widest first. All others are whole, come what may: an id that is cut names something else. One
 * thread.
 */
final class Table {

    private static final String GAP = "  ";
    private static final String CUT = "…";

    /** Rather than leaving less of a column that may be shortened, others are left out. */
    private static final int READABLE = 30;

    /** No column is shortened further. */
    private static final int LEAST = 8;

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<Integer> shortened = new ArrayList<>();
    private final List<Integer> leftOut = new ArrayList<>();

    Table(String... header) {
        this.header = List.of(header);
    }

    /** Columns whose texts may be shortened. */
    Table shorten(String... names) {
        Stream.of(names).map(header::indexOf).forEach(shortened::add);
        return this;
    }

    /** Columns that may be left out, the first to go first. */
    Table leaveOut(String... names) {
        Stream.of(names).map(header::indexOf).forEach(leftOut::add);
        return this;
    }

    Table row(Object... cells) {
        rows.add(Stream.of(cells).map(cell -> OneLine.of(String.valueOf(cell))).toList());
        return this;
    }

    /** Prints it, and says whether anything was shortened or left out. */
    boolean print(Lines out) {
        int[] widths = natural();
        int[] whole = widths.clone();
        List<Integer> shown =
                new ArrayList<>(IntStream.range(0, widths.length).boxed().toList());
        for (Integer column : leftOut) {
            if (needed(shown, widths) > out.width()) {
                shown.remove(column);
            }
        }
        fit(shown, widths, out.width());
        printRow(out, header, shown, widths);
        rows.forEach(row -> printRow(out, row, shown, widths));
        return shown.size() < header.size() || !Arrays.equals(whole, widths);
    }

    private int[] natural() {
        int[] widths = new int[header.size()];
        Stream.concat(Stream.of(header), rows.stream()).forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        });
        return widths;
    }

    private int needed(List<Integer> shown, int[] widths) {
        return gaps(shown)
                + shown.stream()
                        .mapToInt(i -> shortened.contains(i) ? Math.min(widths[i], READABLE) : widths[i])
                        .sum();
    }

    private void fit(List<Integer> shown, int[] widths, int width) {
        while (gaps(shown) + shown.stream().mapToInt(i -> widths[i]).sum() > width) {
            int widest = shortened.stream()
                    .filter(shown::contains)
                    .reduce((one, other) -> widths[one] >= widths[other] ? one : other)
                    .orElse(-1);
            if (widest < 0 || widths[widest] <= LEAST) {
                return;
            }
            widths[widest]--;
        }
    }

    private static int gaps(List<Integer> shown) {
        return GAP.length() * (shown.size() - 1);
    }

    private static void printRow(Lines out, List<String> row, List<Integer> shown, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i : shown) {
            String cell = cut(row.get(i), widths[i]);
            line.append(cell).append(" ".repeat(widths[i] - length(cell))).append(GAP);
        }
        out.println(line.toString().stripTrailing());
    }

    /** The text, or its beginning and a sign that it goes on. */
    static String cut(String text, int width) {
        return length(text) <= width
                ? text
                : text.substring(0, text.offsetByCodePoints(0, width - 1)).stripTrailing() + CUT;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
