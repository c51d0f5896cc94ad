package dev.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Entry;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Ran;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.result.ResultFile;
import dev.postrider.benchmarks.result.ResultLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Result RESULT = new Result(
            "race",
            List.of(
                    new Figure("hare", "events/s", List.of(90_000.0, 120_000.0, 100_000.0)),
                    new Figure("tortoise", "events/s", List.of(12.5)),
                    Figure.of("heap", "MiB", 64)),
            List.of(
                    new Curve("pace", "hare", "s", "events/s", List.of(0.0, 1.0), List.of(5.0, 6.0)),
                    new Curve("pace", "tortoise", "s", "events/s", List.of(0.0, 1.0), List.of(1.0, 1.0))),
            List.of(Goal.atLeast("hare / tortoise", 10, 8_000), Goal.atMost("heap, MiB", 32, 64)),
            List.of("It rained."));

    private static final Entry ENTRY = new Entry(
            "Who is faster?",
            new Ran(
                    Instant.parse("2026-01-02T03:04:05Z"),
                    "SHORT",
                    12.3,
                    0.4,
                    Map.of("cores", "2"),
                    Map.of("PostgreSQL", "18.6"),
                    Map.of("fsync", "on")),
            RESULT);

    @TempDir
    Path folder;

    @Test
    void thePageHoldsWhatTheJsonHolds() throws IOException {
        ResultFile file = new ResultFile(folder.resolve("latest.json"));
        file.put(ENTRY);
        Path page = folder.resolve("benchmarks.md");

        new Report(page, scenario -> Optional.of("The tortoise was asked to hurry.\n"))
                .write(file.read().values());

        assertThat(Files.readString(page))
                .contains("- cores 2; PostgreSQL 18.6; PostgreSQL with `fsync=on`.")
                .contains("| [race](#race) | hare / tortoise | ≥ 10.0 | 8,000 | yes |")
                .contains("| [race](#race) | heap, MiB | ≤ 32.0 | 64.0 | **no** |")
                .contains("## race\n\nWho is faster?")
                .contains("| hare | 100,000 | 90,000 … 120,000 | events/s |")
                .contains("| tortoise | 12.5 |  | events/s |")
                .contains("The tortoise was asked to hurry.")
                .contains("- It rained.")
                .contains("`make bench SCENARIO=race` measures it again; this was on 2 January 2026, short, in 12 s, on"
                        + " a machine with a load of 0.4 before it began.")
                .doesNotContain("{{");
    }

    @Test
    void everyPlotOfThePageIsDrawnAndOlderOnesOfTheScenarioGo() throws IOException {
        Path images = Files.createDirectories(folder.resolve("images/benchmarks"));
        Files.writeString(images.resolve("race-of-last-year.svg"), "");
        Files.writeString(images.resolve("other.svg"), "");
        Path page = folder.resolve("benchmarks.md");

        new Report(page, scenario -> Optional.empty()).write(List.of(ENTRY));

        assertThat(Files.readString(page))
                .contains("(images/benchmarks/race-pace.svg)")
                .contains("(images/benchmarks/race-events-s-medians.svg)");
        assertThat(images.resolve("race-pace.svg")).content().contains("<svg", "viewBox");
        assertThat(images.resolve("race-events-s-medians.svg")).content().contains("<svg");
        assertThat(images.resolve("race-of-last-year.svg")).doesNotExist();
        assertThat(images.resolve("other.svg")).exists();
    }

    @Test
    void aScenarioThatRunsAgainReplacesItsPartAlone() throws IOException {
        ResultFile file = new ResultFile(folder.resolve("latest.json"));
        Result other = new Result("walk", List.of(Figure.of("steps", "1/s", 2)), List.of(), List.of(), List.of());
        file.put(ENTRY);
        file.put(new Entry("How far?", ENTRY.ran(), other));

        Result again = new Result("race", List.of(Figure.of("hare", "events/s", 1)), List.of(), List.of(), List.of());
        file.put(new Entry("Who is faster?", ENTRY.ran(), again));

        assertThat(file.read().values()).extracting(Entry::result).containsExactly(again, other);
    }

    @Test
    void theLineForScriptsHasMediansAndGoals() {
        assertThat(ResultLine.of(RESULT))
                .isEqualTo("scenario=race hare_events_s=100000 tortoise_events_s=12.50 heap_mib=64.00"
                        + " goal_hare_tortoise=8000 goal_heap_mib=64.00! goals_reached=1/2");
    }
}
