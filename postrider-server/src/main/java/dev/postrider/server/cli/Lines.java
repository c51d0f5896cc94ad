package dev.postrider.server.cli;

import dev.postrider.relay.batch.OneLine;
import java.io.PrintWriter;

/**
 * Lines for a person's terminal. Whatever a value holds, it begins no line of its own, moves no cursor and turns no text around: a
 * line ends where {@code println} ends it, and nowhere else.
 */
final class Lines extends PrintWriter {
    private final PrintWriter terminal;
    private final int width;

    /** Lines of any length. */
    Lines(PrintWriter terminal) {
        this(terminal, Screen.ENDLESS.columns());
    }

    /** @param width the signs that a line of a table should have at most */
    Lines(PrintWriter terminal, int width) {
        super(terminal);
        this.terminal = terminal;
        this.width = width;
    }

    /** How many signs a line of a table should have at most. */
    int width() {
        return width;
    }

    @Override
    public void write(String text, int offset, int length) {
        terminal.write(OneLine.of(text.substring(offset, offset + length)));
    }

    @Override
    public void write(char[] text, int offset, int length) {
        write(new String(text, offset, length), 0, length);
    }

    @Override
    public void write(int sign) {
        write(String.valueOf((char) sign), 0, 1);
    }

    /** Prints what the program itself made, colours for one, as it is. */
    void printAsIs(String text) {
        terminal.write(text);
    }
}
