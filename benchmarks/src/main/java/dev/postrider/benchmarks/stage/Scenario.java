package dev.postrider.benchmarks.stage;

import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.result.Result;
import java.util.Map;

/** One question about speed, answered by interleaved rounds on real servers. */
public abstract class Scenario {
    private final String name;
    private final String question;
    private final Map<String, String> postgresSettings;

    /** Under the settings of every stage alone. */
    protected Scenario(String name, String question) {
        this(name, question, Map.of());
    }

    /**
     * @param name in lower case: {@code drain}. Names the part of the results, the notes and the plots
     * @param question in one sentence for the report
     * @param postgresSettings beyond those of every stage; a round's contenders all run under them
     */
    protected Scenario(String name, String question, Map<String, String> postgresSettings) {
        this.name = name;
        this.question = question;
        this.postgresSettings = postgresSettings;
    }

    public final String name() {
        return name;
    }

    public final String question() {
        return question;
    }

    public final Map<String, String> postgresSettings() {
        return postgresSettings;
    }

    /** What it needs and is not here, for people; empty if it can run. Then what was measured before stays in the results. */
    public String lacks() {
        return "";
    }

    /**
     * Runs it.
     *
     * @throws Exception whatever went wrong, a row check that failed first of all: then there is no result
     */
    public final Result run(Stage stage) throws Exception {
        Measurements findings = new Measurements();
        measure(stage, findings);
        return findings.of(name);
    }

    /** Measures. Databases that it makes on the stage and leaves behind go with the servers. */
    protected abstract void measure(Stage stage, Measurements findings) throws Exception;
}
