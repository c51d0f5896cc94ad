package dev.postrider.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postrider.benchmarks.result.Entry;
import dev.postrider.benchmarks.result.ResultFile;
import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Scratch;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario works, row checks and all; how fast is asserted nowhere. */
@Execution(ExecutionMode.CONCURRENT)
class ScenarioSmokeTest {
    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void aScenarioRunsAndItsResultCanBeKept(String name) throws Exception {
        Scenario scenario = Scenarios.ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        assumeThat(scenario.lacks()).as(name).isEmpty();

        Entry entry;
        try (Scratch scratch = new Scratch(folder.resolve("data"))) {
            entry = Bench.run(scenario, Length.SMOKE, scratch);
        }

        assertThat(entry.result().scenario()).isEqualTo(name);
        assertThat(entry.result().figures()).isNotEmpty();
        ResultFile file = new ResultFile(folder.resolve("latest.json"));
        file.put(entry);
        assertThat(file.read()).containsEntry(name, entry);
    }

    static Iterable<String> names() {
        return Scenarios.ALL.stream().map(Scenario::name).toList();
    }
}
