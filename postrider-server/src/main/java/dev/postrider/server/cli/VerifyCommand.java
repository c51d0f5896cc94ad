package dev.postrider.server.cli;

import dev.postrider.console.answer.VerificationResult;
import dev.postrider.console.answer.VerificationResult.Repaired;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.verify.Repair;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.server.cli.RemoteVerification.Wanted;
import dev.postrider.server.cli.remote.Remote;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code verify}: the ledger against the event log. */
@Command(
        name = "verify",
        description = {
            "Compares what was delivered with what the event log stores: counts and sums over every column, by id window (65,536"
                    + " event ids). Says which events are missing, extra, doubled or altered. Delivery may continue meanwhile.",
            "",
            "With --repair it sends what is missing from the rows that the outbox still retains. It deletes nothing: for that it"
                    + " prints the statements."
        })
final class VerifyCommand extends DatabaseCommand {

    /** One question may read a large table. */
    static final Duration LONGEST_QUESTION = Duration.ofMinutes(10);

    @Option(names = "--repair", description = "send what is missing")
    boolean repair;

    @Option(names = "--dry-run", description = "with --repair: only say what would be sent")
    boolean dryRun;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "only windows with events that were delivered then or later" + TypedTime.HELP)
    @Nullable
    TypedTime since;

    @Option(
            names = "--before",
            paramLabel = "TIME",
            description = "only windows with events that were delivered before then")
    @Nullable
    TypedTime before;

    @Option(
            names = "--batches",
            paramLabel = "FIRST..LAST",
            converter = BatchSpan.Converter.class,
            description = "only windows with events of these batches")
    @Nullable
    BatchSpan batches;

    @Mixin
    DecisionOptions who = new DecisionOptions();

    @Override
    int run(Databases databases, Output output) throws SQLException, SinkException {
        requireSense();
        ClickHouseSettings settings =
                databases.settings().clickhouse().settings().withTimeout(LONGEST_QUESTION);
        QueryableSink sink =
                repair && !dryRun ? databases.clickHouseToSendTo(settings) : databases.clickHouse(settings);
        VerifyListener listener = new VerifyListener() {
            @Override
            public void compared(long windows, long of) {
                output.progress("windows", windows, of);
            }
        };
        if (!repair) {
            return print(
                    VerificationResult.of(
                            new Verification(databases.postgres(), sink.eventLog()).run(scope(), listener)),
                    output);
        }
        return print(
                VerificationResult.of(
                        new Repair(databases.postgres(), sink).run(scope(), dryRun, who.decision(), listener), dryRun),
                output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        requireSense();
        scope();
        String kind = !repair ? "compare" : dryRun ? "dry_run" : "repair";
        String note = repair && !dryRun ? who.noteForServer(spec) : null;
        who.requireNobody(spec);
        Wanted wanted = new Wanted(
                kind,
                TypedTime.meaning(since),
                TypedTime.meaning(before),
                batches == null ? null : batches.first(),
                batches == null ? null : batches.last(),
                note);
        return print(new RemoteVerification(remote, output).run(wanted), output);
    }

    private int print(VerificationResult result, Output output) {
        output.print(result, text -> VerifyText.print(result, text));
        Repaired repaired = result.repaired();
        boolean mended =
                repaired == null ? result.clean() : repaired.remaining().windows() == 0;
        return mended && result.viewsClean() && result.complete() ? ExitCodes.FINE : ExitCodes.FOUND;
    }

    private void requireSense() {
        if (dryRun && !repair) {
            throw wrongUsage("--dry-run goes with --repair; without it nothing is written anyway");
        }
    }

    private VerifyScope scope() {
        if (since != null || before != null) {
            if (batches != null) {
                throw wrongUsage((since != null ? "--since" : "--before") + " and --batches exclude each other");
            }
            TypedTime.requireSome(spec, "--since", since, "--before", before);
            return new VerifyScope.Acknowledged(new Period(TypedTime.meaning(since), TypedTime.meaning(before)));
        }
        return batches == null ? new VerifyScope.All() : new VerifyScope.Batches(batches.first(), batches.last());
    }
}
