package dev.postrider.server.cli;

import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.events.EventExport;
import dev.postrider.relay.tools.events.EventFilter;
import dev.postrider.relay.tools.events.ExportFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/** A file that events are written to. It has its name only when it is whole. */
final class EventsFile {
    private final Path file;
    private final @Nullable String format;
    private final Function<String, ParameterException> wrongUsage;

    EventsFile(Path file, @Nullable String format, Function<String, ParameterException> wrongUsage) {
        this.file = file;
        this.format = format;
        this.wrongUsage = wrongUsage;
    }

    /** What is printed as JSON. */
    record Written(String file, String format, long bytes) {}

    int write(EventLog log, EventFilter filter, Output output) throws SinkException, IOException {
        ExportFormat wanted = wanted();
        if (Files.exists(file)) {
            throw wrongUsage.apply("--export: there is a file " + file + " already; name another one, or remove it");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw wrongUsage.apply("--export: there is no folder " + parent);
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        RunningQuery running = new RunningQuery();
        long bytes;
        try (SearchProgress shown = new SearchProgress(output, "rows read", running);
                OutputStream out = Files.newOutputStream(part)) {
            bytes = new EventExport(log).stream(filter, wanted, out, running);
        } catch (IllegalArgumentException e) {
            Files.deleteIfExists(part);
            throw wrongUsage.apply(String.valueOf(e.getMessage()));
        } catch (SinkException | IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, file);
        running.notes().forEach(output::say);
        output.print(
                new Written(file.toString(), wanted.ending(), bytes),
                text -> text.println("wrote " + file + ": " + Counted.of(bytes, "byte")));
        return ExitCodes.FINE;
    }

    private ExportFormat wanted() {
        String name = file.getFileName().toString();
        String ending = format == null ? name.substring(name.lastIndexOf('.') + 1) : format;
        return Arrays.stream(ExportFormat.values())
                .filter(one -> one.ending().equals(ending.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> wrongUsage.apply(
                        format == null
                                ? "--export: " + name + " does not say which format; end its name in .csv, .jsonl or"
                                        + " .parquet, or give --format"
                                : "--format is '" + format + "', must be csv, jsonl or parquet"));
    }
}
