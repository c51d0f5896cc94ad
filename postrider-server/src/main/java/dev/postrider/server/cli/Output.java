package dev.postrider.server.cli;

import dev.postrider.console.answer.AnswerJson;
import dev.postrider.relay.batch.OneLine;
import java.io.PrintWriter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a command prints: its result to standard output, as text or as JSON; what happens meanwhile to standard error. JSON has
 * names_with_underscores, times as ISO 8601 in UTC, and durations as ISO 8601 ({@code PT1.5S}). One thread.
 */
final class Output implements AutoCloseable {

    private static final JsonMapper JSON = AnswerJson.MAPPER
            .rebuild()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final Screen screen;
    private @Nullable ProgressBar bar;

    /** @param screen how much room there is for text */
    Output(CommandLine line, boolean json, Screen screen) {
        this.out = line.getOut();
        this.err = line.getErr();
        this.json = json;
        this.screen = screen;
    }

    /** Prints the result: the value where JSON was asked for, what the text prints otherwise. */
    void print(Object value, Consumer<Lines> text) {
        close();
        if (json) {
            // what JSON does not demand to be escaped may still play tricks with a terminal
            JSON.writeValueAsString(value).lines().map(OneLine::of).forEach(out::println);
        } else {
            text.accept(new Lines(out, screen.columns()));
        }
        out.flush();
    }

    /** Says something to the person who watches. */
    void say(String line) {
        close();
        err.println(OneLine.of(line));
        err.flush();
    }

    /** A text in picocli's markup ({@code @|red …|@}), in colour on a terminal where colour is wanted. */
    static String coloured(String markup) {
        return Ansi.AUTO.string(markup);
    }

    /** Shows progress, on a terminal; elsewhere nothing is printed. */
    void progress(String what, long done, long all) {
        if (bar == null) {
            bar = new ProgressBar(err, Terminal.isAttached());
        }
        bar.show(what, done, all);
    }

    /** Takes the progress bar away. */
    @Override
    public void close() {
        if (bar != null) {
            bar.clear();
        }
    }
}
