package dev.postrider.server.cli;

import dev.postrider.console.answer.VerificationResult;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemoteFailure;
import dev.postrider.server.cli.remote.RemotePath;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A comparison, or a repair, that a server makes while somebody waits for it. One thread. */
final class RemoteVerification {
    private final Remote remote;
    private final Output output;

    RemoteVerification(Remote remote, Output output) {
        this.remote = remote;
        this.output = output;
    }

    /** What the admin API takes. */
    record Wanted(
            String kind,
            @Nullable Instant since,
            @Nullable Instant before,
            @Nullable Long firstBatch,
            @Nullable Long lastBatch,
            @Nullable String note) {}

    /** What it answers. */
    private record Known(@Nullable Asked asked) {}

    private record Asked(
            Instant begunAt,
            boolean underWay,
            long compared,
            long of,
            @Nullable String problem,
            @Nullable VerificationResult result) {}

    /** Asks for it, waits until it has ended, and says what was found. */
    VerificationResult run(Wanted wanted) {
        Asked seen = remote.change("POST", RemotePath.of("/verification/run"), wanted, Asked.class);
        Instant begun = seen.begunAt();
        try (AtCtrlC said = new AtCtrlC(
                output,
                "the comparison goes on at the server: its console shows it, and POST /verification/stop ends it")) {
            while (seen.underWay()) {
                output.progress("windows", seen.compared(), seen.of());
                RemoteWait.aMoment();
                Asked now =
                        remote.get(RemotePath.of("/verification"), Known.class).asked();
                if (now == null || !now.begunAt().equals(begun)) {
                    throw RemoteFailure.notDone(
                            "the server was started again, another one answers, or another comparison was begun: what this one"
                                    + " found is not known; run it again");
                }
                seen = now;
            }
        }
        if (seen.result() == null) {
            throw RemoteFailure.notDone("the server could not compare: " + seen.problem());
        }
        return seen.result();
    }
}
