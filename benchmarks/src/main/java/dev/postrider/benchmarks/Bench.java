package dev.postrider.benchmarks;

import dev.postrider.benchmarks.report.Report;
import dev.postrider.benchmarks.result.Entry;
import dev.postrider.benchmarks.result.Ran;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.result.ResultFile;
import dev.postrider.benchmarks.result.ResultLine;
import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.Machine;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Scratch;
import dev.postrider.benchmarks.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line {@code bench}: see {@code --help}. */
@Command(
        name = "bench",
        description = "Measures how fast Postrider is, on a PostgreSQL and a ClickHouse engine started for it.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured; whether bars were reached is in the report",
            "1:a scenario failed, its row check perhaps",
            "2:the command line is wrong"
        })
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--scenario",
            split = ",",
            paramLabel = "NAME",
            description = "which to run, separated by commas (default: all)")
    private List<String> names = List.of();

    @Option(
            names = "--length",
            defaultValue = "short",
            description = "smoke, short or long (default: short, all in less than 15 minutes on two cores)")
    private Length length = Length.SHORT;

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description = "where latest.json is kept (default: benchmarks/results; with smoke, which measures nothing,"
                    + " benchmarks/target/smoke)")
    private @Nullable Path results;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "the page to write, its plots in images/benchmarks beside it (default: docs/benchmarks.md; with"
                            + " smoke, benchmarks/target/smoke/benchmarks.md)")
    private @Nullable Path report;

    @Option(names = "--draw", description = "write the page from the results that are there and measure nothing")
    private boolean draw;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where the servers keep their data while it runs (default: benchmarks/target/data)")
    private Path data = Path.of("benchmarks/target/data");

    @Option(names = "--list", description = "list the scenarios and do nothing")
    private boolean list;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Bench() {}

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        if (list) {
            Scenarios.ALL.forEach(scenario -> System.out.println(scenario.name() + ": " + scenario.question()));
            return 0;
        }
        boolean smoke = length == Length.SMOKE;
        Path folder = results != null ? results : Path.of(smoke ? "benchmarks/target/smoke" : "benchmarks/results");
        Path page = report != null
                ? report
                : Path.of(smoke ? "benchmarks/target/smoke/benchmarks.md" : "docs/benchmarks.md");
        ResultFile file = new ResultFile(folder.resolve("latest.json"));
        boolean allRan = draw || runAll(file);
        new Report(page).write(inOrder(file.read()));
        return allRan ? 0 : 1;
    }

    private boolean runAll(ResultFile file) throws IOException {
        boolean allRan = true;
        try (Scratch scratch = new Scratch(data)) {
            for (Scenario scenario : chosen()) {
                if (!scenario.lacks().isEmpty()) {
                    spec.commandLine().getErr().println(scenario.name() + " is skipped: " + scenario.lacks());
                    continue;
                }
                try {
                    file.put(run(scenario, length, scratch));
                } catch (Exception e) {
                    spec.commandLine().getErr().println("the scenario " + scenario.name() + " failed:");
                    e.printStackTrace(spec.commandLine().getErr());
                    allRan = false;
                }
            }
        }
        return allRan;
    }

    /** The page's order is that of the list, whichever was measured last. */
    private static List<Entry> inOrder(Map<String, Entry> entries) {
        return Scenarios.ALL.stream()
                .map(scenario -> entries.get(scenario.name()))
                .filter(Objects::nonNull)
                .toList();
    }

    private List<Scenario> chosen() {
        List<String> known = Scenarios.ALL.stream().map(Scenario::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "there is no scenario '" + name + "', there are " + known);
            }
        }
        return Scenarios.ALL.stream()
                .filter(scenario -> names.isEmpty() || names.contains(scenario.name()))
                .toList();
    }

    /** Runs one scenario on servers of its own, and prints its line of figures. */
    static Entry run(Scenario scenario, Length length, Scratch scratch) throws Exception {
        Path folder = scratch.folder(scenario.name());
        double load = Machine.load();
        long began = System.nanoTime();
        try (Stage stage = Stage.open(folder, length, scenario.postgresSettings())) {
            stage.say(scenario.name() + ": " + scenario.question());
            stage.say("PostgreSQL: " + stage.settings());
            Result result = scenario.run(stage);
            Ran ran = new Ran(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    length.name(),
                    (System.nanoTime() - began) / 1e9,
                    load,
                    Machine.facts(),
                    Machine.versions(stage),
                    stage.settings());
            System.out.println(ResultLine.of(result));
            return new Entry(scenario.question(), ran, result);
        } finally {
            scratch.drain(folder);
        }
    }
}
