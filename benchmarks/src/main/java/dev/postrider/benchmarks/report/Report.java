package dev.postrider.benchmarks.report;

import dev.postrider.benchmarks.result.Entry;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Ran;
import dev.postrider.benchmarks.result.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The page: a hand-written frame, {@code report.template} in the resources, filled with what was measured, and under each scenario what
 * people found out about it, {@code notes/<scenario>.md} in the resources.
 */
public final class Report {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final Path page;
    private final Images images;
    private final Function<String, Optional<String>> notes;

    /** With the notes of the resources. */
    public Report(Path page) {
        this(page, scenario -> resource("/notes/" + scenario + ".md"));
    }

    Report(Path page, Function<String, Optional<String>> notes) {
        this.page = page;
        this.images = new Images(page.toAbsolutePath().resolveSibling("images").resolve("benchmarks"));
        this.notes = notes;
    }

    /** Draws the plots and writes the page. */
    public void write(Collection<Entry> entries) throws IOException {
        String frame = resource("/report.template").orElseThrow();
        StringBuilder scenarios = new StringBuilder();
        for (Entry entry : entries) {
            scenarios.append(scenario(entry));
        }
        Files.createDirectories(page.toAbsolutePath().getParent());
        Files.writeString(
                page,
                frame.replace("{{conditions}}", conditions(entries).strip())
                        .replace("{{bars}}", bars(entries).strip())
                        .replace("{{scenarios}}", scenarios.toString().strip()));
    }

    /** One line where all scenarios ran under the same, else one for each kind. */
    private static String conditions(Collection<Entry> entries) {
        Map<String, List<String>> scenariosBySort = entries.stream()
                .collect(Collectors.groupingBy(
                        entry -> conditions(entry.ran()),
                        java.util.LinkedHashMap::new,
                        Collectors.mapping(entry -> entry.result().scenario(), Collectors.toList())));
        StringBuilder text = new StringBuilder();
        scenariosBySort.forEach((sort, scenarios) -> text.append("- ")
                .append(scenariosBySort.size() == 1 ? "" : String.join(", ", scenarios) + ": ")
                .append(sort)
                .append("\n"));
        return text.toString();
    }

    private static String conditions(Ran ran) {
        return list(ran.machine()) + "; " + list(ran.versions()) + "; PostgreSQL with "
                + ran.postgresSettings().entrySet().stream()
                        .map(setting -> "`" + setting.getKey() + "=" + setting.getValue() + "`")
                        .collect(Collectors.joining(", "))
                + ".";
    }

    private static String list(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + " " + fact.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String bars(Collection<Entry> entries) {
        StringBuilder table =
                new StringBuilder("| scenario | what | bar | measured | reached |\n|---|---|---|---|---|\n");
        for (Entry entry : entries) {
            String scenario = entry.result().scenario();
            for (Goal goal : entry.result().goals()) {
                table.append(row(
                        "[" + scenario + "](#" + scenario + ")",
                        goal.name(),
                        (goal.bound() == Goal.Bound.AT_LEAST ? "≥ " : "≤ ") + NumberText.text(goal.bar()),
                        NumberText.text(goal.value()),
                        goal.reached() ? "yes" : "**no**"));
            }
        }
        return table.toString();
    }

    private String scenario(Entry entry) throws IOException {
        Result result = entry.result();
        StringBuilder text = new StringBuilder("## " + result.scenario() + "\n\n" + entry.question() + "\n\n");
        for (Images.Image image : images.draw(result)) {
            text.append("![" + image.title() + "](images/benchmarks/" + image.fileName() + ")\n\n");
        }
        notes.apply(result.scenario()).ifPresent(prose -> text.append(prose.strip() + "\n\n"));
        text.append(figures(result.figures()));
        if (!result.notes().isEmpty()) {
            text.append("\n");
            result.notes().forEach(note -> text.append("- " + note + "\n"));
        }
        Ran ran = entry.ran();
        String length = ran.length().toLowerCase(Locale.ROOT);
        text.append(String.format(
                Locale.ROOT,
                "%n`make bench SCENARIO=%s%s` measures it again; this was on %s, %s, in %.0f s%s.%n%n",
                result.scenario(),
                length.equals("short") ? "" : " LENGTH=" + length,
                WHEN.format(ran.at()),
                length,
                ran.seconds(),
                load(ran.loadBefore())));
        return text.toString();
    }

    private static String load(@Nullable Double before) {
        return before == null
                ? ""
                : String.format(Locale.ROOT, ", on a machine with a load of %.1f before it began", before);
    }

    private static String figures(List<Figure> figures) {
        StringBuilder table = new StringBuilder("| figure | median | least … most | unit |\n|---|--:|--:|---|\n");
        for (Figure figure : figures) {
            boolean once = figure.rounds().size() == 1;
            table.append(row(
                    figure.name(),
                    NumberText.text(figure.median()),
                    once ? "" : NumberText.text(figure.least()) + " … " + NumberText.text(figure.most()),
                    figure.unit()));
        }
        return table.toString();
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static Optional<String> resource(String name) {
        try (InputStream in = Report.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
