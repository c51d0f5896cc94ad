package dev.postrider.benchmarks.peers;

import dev.postrider.benchmarks.result.Goal;
import dev.postrider.benchmarks.result.Measurements;
import dev.postrider.benchmarks.stage.Rounds;
import dev.postrider.benchmarks.stage.Scenario;
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
    protected void measure(Stage stage, Measurements findings) throws Exception {
        Peer seedLoop = new SeedLoop();
        Peer streaming = new DebeziumPeer();
        List<Peer> polling = List.of(new NamastackPeer(), new TransactionOutboxPeer(), new ModulithPeer());
        try (Peer postrider = new PostriderItself(stage)) {
            List<Peer> all = new ArrayList<>(List.of(postrider, streaming));
            all.addAll(polling);
            all.add(seedLoop);
            Map<String, Callable<PeerRun>> turns = new LinkedHashMap<>();
            for (Peer peer : all) {
                long events = peer.events(stage.length());
                turns.put(peer.name(), () -> peer.drain(stage, events));
            }
            Rounds<PeerRun> rounds = Rounds.take(stage, turns);
            tell(rounds, findings);
            String ours = postrider.name();
            String poller = fastest(rounds, polling).name();
            findings.add(
                    Goal.atLeast(
                            "times the fastest JVM outbox library with an empty handler (" + poller + ")",
                            10,
                            rounds.ratio(ours, poller, PeerRun::rate)),
                    Goal.atLeast(
                            "times " + streaming.name() + ", which streams the WAL, with an empty handler",
                            10,
                            rounds.ratio(ours, streaming.name(), PeerRun::rate)),
                    Goal.atLeast("times " + seedLoop.name(), 20, rounds.ratio(ours, seedLoop.name(), PeerRun::rate)));
            note(stage, all, findings);
        }
    }

    private static Peer fastest(Rounds<PeerRun> rounds, List<Peer> peers) {
        return peers.stream()
                .max(Comparator.comparingDouble(peer -> rounds.median(peer.name(), PeerRun::rate)))
                .orElseThrow();
    }

    private static void tell(Rounds<PeerRun> rounds, Measurements findings) {
        for (String peer : rounds.names()) {
            findings.add(rounds.figure(peer, "events/s", peer, PeerRun::rate));
        }
        for (String peer : rounds.names()) {
            findings.add(
                    rounds.figure(peer + ", PostgreSQL", "CPU-s per 1M events", peer, PeerRun::postgresPerMillion),
                    rounds.figure(peer + ", JVM", "CPU-s per 1M events", peer, PeerRun::jvmPerMillion));
        }
    }

    private static void note(Stage stage, List<Peer> peers, Measurements findings) {
        findings.note(
                "Every contender has a database of its own on one server, under wal_level logical for Debezium's sake, and a backlog"
                        + " of the same events, large enough for seconds at its speed. Each was seen to handle every event and to put it"
                        + " away. An empty handler ticks the event off and does nothing else, where the relay stores it in ClickHouse.");
        for (Peer peer : peers) {
            findings.note(peer.name() + ": " + String.format(Locale.ROOT, "%,d", peer.events(stage.length()))
                    + " events. " + peer.conditions());
        }
    }
}
