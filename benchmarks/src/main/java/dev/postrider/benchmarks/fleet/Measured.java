package dev.postrider.benchmarks.fleet;

import dev.postrider.benchmarks.result.Distribution;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.stage.CpuSeconds;
import dev.postrider.benchmarks.stage.Window.Used;
import java.util.ArrayList;
import java.util.List;

/**
 * What one number of outboxes took.
 *
 * @param startSeconds from the process's start until each outbox has an active relay
 * @param backlogRate events a second, from the first plan to the last acknowledgement
 * @param idle with nothing to do
 * @param busy under the even load
 * @param seconds from an event's writing to its acknowledgement under the load
 * @param insertsPerSecond under the load
 * @param threads of the server, at the end
 * @param heapMegabytes after a collection, at the end
 * @param mostResidentMegabytes that the process had in its life
 */
record Measured(
        double startSeconds,
        double backlogRate,
        Share idle,
        Share busy,
        Distribution seconds,
        double insertsPerSecond,
        double threads,
        double heapMegabytes,
        double mostResidentMegabytes) {

    /** Of the curves. */
    static final String CONNECTIONS_IDLE = "connections, idle";

    static final String CONNECTIONS_BUSY = "connections, under load";
    static final String MEMORY = "most memory of the process";
    static final String HEAP = "heap after a collection";

    /**
     * What a while took.
     *
     * @param connections the most that the server had to PostgreSQL
     * @param used by every side; the other process is the server
     */
    record Share(double connections, Used used) {}

    List<Figure> figures() {
        String core = "% of a core";
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("backlog", "events/s", backlogRate));
        figures.add(Figure.of("start to all active", "s", startSeconds));
        figures.addAll(seconds.figures("published to acknowledged, ", "s", 50, 99));
        figures.add(Figure.of("inserts under load", "1/s", insertsPerSecond));
        figures.add(Figure.of(CONNECTIONS_IDLE, "", idle.connections()));
        figures.add(Figure.of(CONNECTIONS_BUSY, "", busy.connections()));
        figures.add(Figure.of(MEMORY, "MB", mostResidentMegabytes));
        figures.add(Figure.of(HEAP, "MB", heapMegabytes));
        figures.add(Figure.of("threads", "", threads));
        figures.add(Figure.of("server, idle", core, idle.used().percent(CpuSeconds::process)));
        figures.add(Figure.of("PostgreSQL, idle", core, idle.used().percent(CpuSeconds::postgres)));
        figures.add(Figure.of("server, under load", core, busy.used().percent(CpuSeconds::process)));
        figures.add(Figure.of(
                "PostgreSQL with the writers, under load", core, busy.used().percent(CpuSeconds::postgres)));
        figures.add(Figure.of("ClickHouse, under load", core, busy.used().percent(CpuSeconds::clickHouse)));
        return figures;
    }
}
