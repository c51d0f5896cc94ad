package dev.postrider.server.cli;

import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead-letters set-aside}: the way out where the relay can't tell bad events from a bad table. */
@Command(
        name = "set-aside",
        description =
                "Lets all events of a batch under way become dead letters where the event log refuses them one by one."
                        + " For a batch that stops delivery because everything in it is refused, although the table is right.")
final class DeadLettersSetAsideCommand extends DatabaseCommand {

    @Parameters(paramLabel = "BATCH", description = "number of the batch, as the outage names it")
    long batch;

    @Option(names = "--dry-run", description = "only say whether the batch is under way")
    boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "don't ask; needed where nobody can be asked")
    boolean yes;

    @Mixin
    DecisionOptions who = new DecisionOptions();

    /** What is printed as JSON. */
    record Result(long batch, boolean dryRun, boolean underWay) {}

    @Override
    int run(Databases databases, Output output) throws SQLException {
        DeadLetters letters = new DeadLetters(databases.postgres());
        return run(output, () -> dryRun ? letters.isUnderWay(batch) : letters.setAside(batch, who.decision()));
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) throws SQLException {
        String note = dryRun ? "" : who.noteForServer(spec);
        RemotePath one = RemotePath.of("/batches/" + batch);
        if (batch < 0) {
            throw wrongUsage("batch " + batch + " can't be, must be 0 or more");
        }
        return run(
                output,
                () -> dryRun
                        ? remote.find(one, OneBatch.class)
                                .filter(OneBatch::isUnderWay)
                                .isPresent()
                        : remote.change("POST", RemotePath.of(one + "/set-aside"), Map.of("note", note), Aside.class)
                                .underWay());
    }

    /** What the admin API says of a batch, as far as it matters here. */
    private record OneBatch(Details batch) {
        boolean isUnderWay() {
            return batch.summary().doneAt() == null;
        }
    }

    private record Details(Summary summary) {}

    private record Summary(@Nullable Instant doneAt) {}

    /** What it says when one is set aside. */
    private record Aside(boolean underWay) {}

    /** Whether the batch is, or was, under way. */
    private interface Work {
        boolean isUnderWay() throws SQLException;
    }

    private int run(Output output, Work work) throws SQLException {
        boolean asked = Terminal.isAttached() && !yes;
        if (!dryRun && !yes && !asked) {
            throw wrongUsage("there is no terminal to ask at: --yes does it, --dry-run only looks");
        }
        if (!dryRun && asked && !confirmed()) {
            output.say("nothing was done");
            return ExitCodes.FOUND;
        }
        boolean underWay = work.isUnderWay();
        output.print(new Result(batch, dryRun, underWay), text -> text.println(told(underWay)));
        return underWay ? ExitCodes.FINE : ExitCodes.FOUND;
    }

    private String told(boolean underWay) {
        if (!underWay) {
            return "batch " + batch + " is not under way";
        }
        return dryRun
                ? "batch " + batch + " is under way"
                : "events of batch " + batch + " that are refused become dead letters; they can be requeued";
    }

    private boolean confirmed() {
        return Terminal.confirms("let refused events of batch %d become dead letters?".formatted(batch));
    }
}
