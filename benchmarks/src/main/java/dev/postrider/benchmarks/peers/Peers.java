package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Result;
import dev.postrider.benchmarks.scenario.Scenario;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** The same events, drained by others of its kind. */
public final class Peers extends Scenario {
    public Peers() {
        // For Debezium, which can't do without; the others run under it too.
        super(
                "peers",
                "How fast do others drain a backlog of the same events from the same PostgreSQL, most of them into an empty handler,"
                        + " and how fast does the relay into ClickHouse?",
                Map.of("wal_level", "logical"));
    }

    @Override
    public Result run(Stage stage) throws Exception {
        Peer postrider = new Postrider();
        Peer seedLoop = new SeedLoop();
        Peer streaming = new DebeziumPeer();
        List<Peer> polling = List.of(new NamastackPeer(), new TransactionOutboxPeer(), new ModulithPeer());
        List<Peer> all = new ArrayList<>(List.of(postrider, streaming));
        all.addAll(polling);
        all.add(seedLoop);
        try (postrider) {
            Map<String, Callable<PeerRun>> turns = new LinkedHashMap<>();
            for (Peer peer : all) {
                long events = peer.events(stage.length());
                turns.put(peer.name(), () -> peer.drain(stage, events));
            }
            Rounds<PeerRun> rounds = Rounds.take(stage, turns);
            Peer poller = fastest(rounds, polling);
            double ours = rate(rounds, postrider);
            return new Result(
                    name(),
                    figures(rounds, all),
                    List.of(),
                    List.of(
                            Goal.atLeast(
                                    "times the fastest JVM outbox library with an empty handler (" + poller.name()
                                            + ")",
                                    10,
                                    ours / rate(rounds, poller)),
                            Goal.atLeast(
                                    "times " + streaming.name() + ", which streams the WAL, with an empty handler",
                                    10,
                                    ours / rate(rounds, streaming)),
                            Goal.atLeast("times " + seedLoop.name(), 20, ours / rate(rounds, seedLoop))),
                    notes(stage, all));
        }
    }

    private static Peer fastest(Rounds<PeerRun> rounds, List<Peer> peers) {
        return peers.stream()
                .max(Comparator.comparingDouble(peer -> rate(rounds, peer)))
                .orElseThrow();
    }

    private static double rate(Rounds<PeerRun> rounds, Peer peer) {
        return rounds.median(peer.name(), PeerRun::rate);
    }

    private static List<Figure> figures(Rounds<PeerRun> rounds, List<Peer> peers) {
        List<Figure> figures = new ArrayList<>();
        for (Peer peer : peers) {
            figures.add(rounds.figure(peer.name(), "events/s", peer.name(), PeerRun::rate));
        }
        for (Peer peer : peers) {
            figures.add(rounds.figure(
                    peer.name() + ", PostgreSQL", "CPU-s per 1M events", peer.name(), PeerRun::postgresPerMillion));
            figures.add(
                    rounds.figure(peer.name() + ", JVM", "CPU-s per 1M events", peer.name(), PeerRun::jvmPerMillion));
        }
        return figures;
    }

    private static List<String> notes(Stage stage, List<Peer> peers) {
        List<String> notes = new ArrayList<>();
        notes.add(
                "Every contender has a database of its own on one server, under wal_level logical for Debezium's sake, and a backlog"
                        + " of the same events, large enough for seconds at its speed. Each was seen to handle every event and to put it"
                        + " away. An empty handler ticks the event off and does nothing else, where the relay stores it in ClickHouse.");
        for (Peer peer : peers) {
            notes.add(peer.name() + ": " + String.format(Locale.ROOT, "%,d", peer.events(stage.length())) + " events. "
                    + peer.conditions());
        }
        return notes;
    }
}
