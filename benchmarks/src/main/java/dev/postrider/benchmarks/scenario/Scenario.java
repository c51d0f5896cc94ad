package dev.postrider.benchmarks.scenario;

import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.stage.Stage;
import java.util.Map;

/** One question about speed, answered by interleaved rounds on real servers. */
public interface Scenario {
    /** In lower case: {@code drain}. Names the part of the results, the notes and the plots. */
    String name();

    /** What is asked, in one sentence for the report. */
    String question();

    /** Settings of PostgreSQL that this scenario needs beyond those of every stage; a round's contenders all run under them. */
    default Map<String, String> postgresSettings() {
        return Map.of();
    }

    /**
     * Measures. Databases that it makes on the stage and leaves behind go with the servers.
     *
     * @throws Exception whatever went wrong, a row check that failed first of all: then there is no result
     */
    Result run(Stage stage) throws Exception;
}
