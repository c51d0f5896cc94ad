package dev.postrider.server.cli;

import dev.postrider.relay.tools.replay.ReplayReport;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemoteFailure;
import dev.postrider.server.cli.remote.RemotePath;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A replay that a server makes while somebody waits for it: counted first, then sent. One thread. */
final class RemoteReplay {
    private final Remote remote;
    private final Output output;

    RemoteReplay(Remote remote, Output output) {
        this.remote = remote;
        this.output = output;
    }

    /** What the admin API takes. */
    record Wanted(
            List<String> types,
            @Nullable Instant from,
            @Nullable Instant before,
            @Nullable Instant deliveredFrom,
            @Nullable Instant deliveredBefore,
            @Nullable String batches,
            boolean all,
            @Nullable String target,
            int rate) {}

    /** What it answers. */
    private record Last(@Nullable Run run) {}

    private record Run(
            String id,
            boolean underWay,
            long lookedAt,
            long of,
            @Nullable String problem,
            @Nullable ReplayReport report) {}

    /**
     * Counts, and sends what was counted.
     *
     * @param note why; null for a dry run
     */
    ReplayReport run(Wanted wanted, @Nullable String note) {
        Run counted = remote.change("POST", RemotePath.of("/replay/dry-run"), wanted, Run.class);
        ReplayReport report = await(counted, "the count goes on at the server, and sends nothing");
        // the server refuses to send nothing
        if (note == null || report.counts().sent() == 0) {
            return report;
        }
        Run sending = remote.change(
                "POST", RemotePath.of("/replay/send"), Map.of("counted", counted.id(), "note", note), Run.class);
        return await(sending, "the replay goes on at the server; postrider replay --list tells how far it is");
    }

    private ReplayReport await(Run begun, String atCtrlC) {
        Run seen = begun;
        try (AtCtrlC said = new AtCtrlC(output, atCtrlC)) {
            while (seen.underWay()) {
                output.progress("events", seen.lookedAt(), seen.of());
                RemoteWait.aMoment();
                Run now = remote.get(RemotePath.of("/replay"), Last.class).run();
                if (now == null || !now.id().equals(begun.id())) {
                    throw RemoteFailure.notDone(
                            "the server was started again, another one answers, or another replay was begun: how this one ended"
                                    + " is not known; postrider replay --list tells, and the same command goes on with it");
                }
                seen = now;
            }
        }
        if (seen.report() == null) {
            throw RemoteFailure.notDone("the server could not replay: " + seen.problem());
        }
        return seen.report();
    }
}
