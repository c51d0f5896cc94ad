package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.stage.Listeners;
import dev.postrider.benchmarks.stage.Stage;
import dev.postrider.benchmarks.stage.Window;
import dev.postrider.benchmarks.stage.Window.Used;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.TableEngine;
import dev.postrider.test.ClickHouseCluster;
import dev.postrider.test.ClickHouseDatabase;
import java.util.List;

/**
 * An empty event log on a cluster, for one turn. Whoever makes it closes it, which drops the tables.
 *
 * @param first where to deliver to
 * @param logs the event log on each server that keeps it
 * @param pids of all servers of the cluster, in their order; 0 for one that is not on this machine
 */
record ReplicatedTables(Stage stage, ClickHouseSettings first, List<ClickHouseDatabase> logs, List<Long> pids)
        implements AutoCloseable {
    static final String TABLE = "event_log";

    /** What is measured. */
    interface Turn {
        /** Runs it, and says what was used until it ended. */
        Used run(Window window) throws Exception;
    }

    static ReplicatedTables make(Stage stage, ClickHouseCluster cluster, Tables tables) throws Exception {
        List<ClickHouseDatabase> nodes = cluster.newDatabases();
        List<ClickHouseDatabase> logs = tables == Tables.PLAIN ? nodes.subList(0, 1) : nodes;
        for (ClickHouseDatabase log : logs) {
            Floors.makeTable(settings(stage, log, tables));
        }
        return new ReplicatedTables(
                stage,
                settings(stage, nodes.get(0), tables),
                logs,
                nodes.stream().map(node -> Listeners.on(node.port()).orElse(0)).toList());
    }

    private static ClickHouseSettings settings(Stage stage, ClickHouseDatabase node, Tables tables) {
        ClickHouseSettings plain = stage.target(node);
        return tables == Tables.PLAIN
                ? plain
                : plain.withEngine(new TableEngine("ReplicatedMergeTree('/clickhouse/tables/{shard}/" + node.name()
                        + "/" + TABLE + "', '{replica}')"));
    }

    /** Runs a turn, and then waits until every server has everything. */
    ReplicaRound measure(Turn turn) throws Exception {
        double firstBefore = cpu(pids.subList(0, 1));
        double othersBefore = cpu(pids.subList(1, pids.size()));
        Used used = turn.run(new Window(stage));
        if (logs.size() > 1) {
            logs.forEach(log -> log.execute("SYSTEM SYNC REPLICA " + TABLE));
        }
        return new ReplicaRound(
                used, cpu(pids.subList(0, 1)) - firstBefore, cpu(pids.subList(1, pids.size())) - othersBefore);
    }

    private double cpu(List<Long> of) {
        return of.stream().filter(pid -> pid != 0).mapToDouble(stage.cpu()::of).sum();
    }

    @Override
    public void close() {
        logs.forEach(log -> log.execute("DROP TABLE " + TABLE + " SYNC"));
    }
}
