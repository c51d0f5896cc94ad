package dev.postrider.benchmarks.functions;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.Length;
import dev.postrider.benchmarks.stage.Scenario;
import dev.postrider.benchmarks.stage.Stage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The functions that every event goes through, run by JMH in a process of their own. */
public final class Functions extends Scenario {
    /** By JMH's name of the function. */
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("encode", "encode");
        NAMES.put("hashForToken", "hash, SHA-256 for the token");
        NAMES.put("hashForSums", "hash, xxHash64 for the sums");
        NAMES.put("publishAsJson", "publish, object to JSON");
    }

    private static final String ALLOCATED = "gc.alloc.rate.norm";
    /** What a batch allocates once is shared by its events. */
    private static final double ALLOCATION_BAR = 0.5;

    public Functions() {
        super(
                "functions",
                "How long does an event take in each of the functions that every event goes through, and what does it allocate?");
    }

    @Override
    protected void measure(Stage stage, Measurements findings) throws RunnerException {
        Map<String, RunResult> results = new LinkedHashMap<>();
        for (RunResult result : new Runner(options(stage.length())).run()) {
            results.put(result.getPrimaryResult().getLabel(), result);
        }
        NAMES.forEach((function, name) -> {
            RunResult result = results.get(function);
            if (result == null) {
                throw new IllegalStateException("JMH measured " + results.keySet() + ", but not " + function);
            }
            Figure allocated = Figure.of(name, "B/event allocated", allocated(result));
            findings.add(new Figure(name, "ns/event", times(result)), allocated);
            if (function.equals("encode")) {
                findings.add(Goal.atMost("encode, B/event allocated", ALLOCATION_BAR, allocated.median()));
            }
        });
        findings.note(
                String.format("Batches of %,d events of about 180 bytes, in memory, on one thread.", CopyRows.COUNT),
                "What publishing checks beyond writing the JSON is not part of the last: it has no door of its own.");
    }

    private static Options options(Length length) {
        return new OptionsBuilder()
                .include(EventFunctions.class.getName() + "\\.")
                // within this process, JMH measures nothing that means something, but all of it runs
                .forks(length.pick(0, 1, 3))
                .warmupIterations(length.pick(1, 3, 5))
                .warmupTime(TimeValue.milliseconds(length.pick(20, 1_000, 2_000)))
                .measurementIterations(length.pick(1, 4, 10))
                .measurementTime(TimeValue.milliseconds(length.pick(20, 1_000, 2_000)))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .build();
    }

    private static List<Double> times(RunResult result) {
        Collection<BenchmarkResult> forks = result.getBenchmarkResults();
        return forks.stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(IterationResult::getPrimaryResult)
                .map(iteration -> iteration.getScore())
                .toList();
    }

    private static double allocated(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED))
                .getScore();
    }
}
