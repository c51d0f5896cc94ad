package dev.postrider.server.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much room there is for text.
 *
 * @param rows lines that are seen at once
 * @param columns signs in a line
 */
record Screen(int rows, int columns) {

    /** A file or another program: nothing is shortened for it. */
    static final Screen ENDLESS = new Screen(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** A terminal that does not say how large it is. */
    private static final Screen USUAL = new Screen(24, 80);

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4}) ([1-9][0-9]{0,4})");

    /** The terminal, as {@code LINES} and {@code COLUMNS} or else the terminal itself say; endless where there is none of these. */
    static Screen of(Map<String, String> environment) {
        Integer rows = number(environment.get("LINES"));
        Integer columns = number(environment.get("COLUMNS"));
        Screen there = !Terminal.isAttached() ? ENDLESS : rows != null && columns != null ? USUAL : ask();
        return new Screen(rows == null ? there.rows() : rows, columns == null ? there.columns() : columns);
    }

    private static @Nullable Integer number(@Nullable String text) {
        return text != null && text.matches("[1-9][0-9]{0,4}") ? Integer.valueOf(text) : null;
    }

    /** Java can't ask the terminal itself. */
    private static Screen ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Matcher size =
                    SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
            if (stty.waitFor(1, TimeUnit.SECONDS) && size.matches()) {
                return new Screen(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
            }
        } catch (IOException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return USUAL;
    }
}
