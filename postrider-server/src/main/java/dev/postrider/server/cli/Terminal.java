package dev.postrider.server.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/** Whether a person sits at the other end, and what they answer. */
// since Java 22 there is a console without a terminal, too: that is asked for
@SuppressWarnings("SystemConsoleNull")
final class Terminal {

    private Terminal() {}

    /** Whether standard input and output are both a terminal. */
    static boolean isAttached() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Console.isTerminal() can't be asked", e);
        }
    }

    /** Asks a question that wants a yes; no answer is a no. */
    static boolean confirms(String question) {
        Console console = System.console();
        String answer = console == null ? null : console.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
