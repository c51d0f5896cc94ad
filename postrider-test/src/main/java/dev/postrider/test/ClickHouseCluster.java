package dev.postrider.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A replicated ClickHouse for tests, which {@code POSTRIDER_TEST_CLICKHOUSE_CLUSTER} names: its nodes' URLs, separated by commas
 * ({@code http://user:password@host:port,…}). Every test may ruin it for the others, so they run one after the other.
 *
 * <p>{@code POSTRIDER_TEST_CLUSTER_CONTROL} is a command that acts on one of its processes, with {@code {verb}} and {@code
 * {node}} in it: {@code kill}, {@code start}, {@code pause} or {@code resume}; {@code n1}, {@code n2}, … or {@code zk}. It
 * returns when that is done; {@code start} returns when the process answers.
 */
public final class ClickHouseCluster {
    private static final String NODES = "POSTRIDER_TEST_CLICKHOUSE_CLUSTER";
    private static final String CONTROL = "POSTRIDER_TEST_CLUSTER_CONTROL";

    private final List<ClickHouseServer> nodes;
    private final String control;

    /** What can be done to a process of the cluster. */
    public enum Verb {
        KILL,
        START,
        PAUSE,
        RESUME
    }

    private ClickHouseCluster(List<ClickHouseServer> nodes, String control) {
        this.nodes = nodes;
        this.control = control;
    }

    /** The one that the environment names; empty if it names none. */
    public static Optional<ClickHouseCluster> configured() {
        String nodes = System.getenv(NODES);
        String control = System.getenv(CONTROL);
        if (nodes == null || nodes.isBlank()) {
            return Optional.empty();
        }
        if (control == null || !control.contains("{verb}") || !control.contains("{node}")) {
            throw new IllegalArgumentException(
                    CONTROL + " is '" + control + "', must be a command with {verb} and {node} in it");
        }
        return Optional.of(new ClickHouseCluster(
                Arrays.stream(nodes.split(","))
                        .map(url -> ClickHouseServer.parse(NODES, url.strip()))
                        .toList(),
                control));
    }

    /** How many replicas there are. */
    public int size() {
        return nodes.size();
    }

    /** An empty database of the same name on each node, in the nodes' order; it stays when the test is over. */
    public List<ClickHouseDatabase> newDatabases() {
        String name = DatabaseNames.next();
        return nodes.stream().map(node -> ClickHouseDatabase.named(node, name)).toList();
    }

    /**
     * Makes a database again on a node that lost it.
     *
     * @param node from 0
     * @param name of one of {@link #newDatabases}
     */
    public void makeDatabaseAgain(int node, String name) {
        ClickHouseDatabase unused = ClickHouseDatabase.named(nodes.get(node), name);
    }

    /**
     * Acts on a node.
     *
     * @param node from 0
     */
    public void node(int node, Verb verb) {
        act("n" + (node + 1), verb);
    }

    /** Acts on the nodes' Keeper. */
    public void keeper(Verb verb) {
        act("zk", verb);
    }

    private void act(String process, Verb verb) {
        String command =
                control.replace("{verb}", verb.name().toLowerCase(Locale.ROOT)).replace("{node}", process);
        try {
            Process running = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (running.waitFor() != 0) {
                throw new IllegalStateException("'" + command + "' failed with " + running.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in '" + command + "'", e);
        }
    }
}
