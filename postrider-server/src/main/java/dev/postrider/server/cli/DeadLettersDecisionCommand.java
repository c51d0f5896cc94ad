package dev.postrider.server.cli;

import dev.postrider.console.answer.DeadLetterCount;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.server.cli.remote.Remote;
import java.sql.SQLException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What requeueing and discarding have in common: which letters, a dry run, a question before it happens. */
abstract class DeadLettersDecisionCommand extends DatabaseCommand {

    @Mixin
    DeadLetterOptions which = new DeadLetterOptions();

    @Option(names = "--all", description = "all open dead letters; needed where no condition is given")
    boolean all;

    @Option(names = "--dry-run", description = "only say how many it would be")
    boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "don't ask; needed where nobody can be asked")
    boolean yes;

    @Mixin
    DecisionOptions who = new DecisionOptions();

    /**
     * What is printed as JSON.
     *
     * @param matching open letters that matched at the start; null if they were not counted
     * @param done how many were decided about
     */
    record Result(String action, boolean dryRun, @Nullable Long matching, long done) {}

    /** As the user types it. */
    abstract String verb();

    /** As the report says it. */
    abstract String participle();

    abstract long decide(DeadLetters letters, DeadLetterFilter filter, Decision decision, LongConsumer progress)
            throws SQLException;

    @Override
    final int run(Databases databases, Output output) throws SQLException {
        DeadLetters letters = new DeadLetters(databases.postgres());
        return run(letters::count, (filter, progress) -> decide(letters, filter, who.decision(), progress), output);
    }

    @Override
    @Nullable
    final String whyNotRemote() {
        return null;
    }

    @Override
    final int run(Remote remote, Output output) throws SQLException {
        String note = dryRun ? "" : who.noteForServer(spec);
        return run(
                filter -> remote.get(RemoteLetters.matching("/dead-letters/count", filter), DeadLetterCount.class)
                        .deadLetters(),
                (filter, progress) -> new RemoteOrder(remote, output).carryOut(verb(), filter, note, progress),
                output);
    }

    /** Says how many letters match. */
    private interface Count {
        long of(DeadLetterFilter filter) throws SQLException;
    }

    /** Decides about all that match and says how many they were. */
    private interface Work {
        long of(DeadLetterFilter filter, LongConsumer progress) throws SQLException;
    }

    private int run(Count count, Work work, Output output) throws SQLException {
        DeadLetterFilter filter = which.filter();
        if (filter.isEverything() != all) {
            throw wrongUsage(
                    all
                            ? "--all and conditions don't go together"
                            : "say which dead letters: event ids, conditions, or --all");
        }
        boolean asked = Terminal.isAttached() && !yes;
        if (!dryRun && !yes && !asked) {
            throw wrongUsage("there is no terminal to ask at: --yes does it, --dry-run only counts");
        }
        Long matching = dryRun || asked || Terminal.isAttached() ? count.of(filter) : null;
        if (dryRun || (matching != null && matching == 0)) {
            return report(output, new Result(verb(), dryRun, matching, 0), filter);
        }
        if (asked && !confirmed(matching == null ? 0 : matching)) {
            output.say("nothing was done");
            return ExitCodes.FOUND;
        }
        long expected = matching == null ? 0 : matching;
        long done = work.of(filter, soFar -> output.progress(participle(), soFar, expected));
        return report(output, new Result(verb(), false, matching, done), filter);
    }

    /** Not all was done if the user named events and some of them have no open letter. */
    private int report(Output output, Result result, DeadLetterFilter filter) {
        long met = result.dryRun() && result.matching() != null ? result.matching() : result.done();
        output.print(
                result,
                text -> text.println(
                        result.dryRun()
                                ? "would " + verb() + " " + met + letters(met)
                                : participle() + " " + met + letters(met)));
        boolean missing = met < filter.eventIds().stream().distinct().count();
        if (missing) {
            output.say("some of the events have no open dead letter that matches");
        }
        return missing ? ExitCodes.FOUND : ExitCodes.FINE;
    }

    private boolean confirmed(long matching) {
        return Terminal.confirms("%s %d%s?".formatted(verb(), matching, letters(matching)));
    }

    private static String letters(long count) {
        return count == 1 ? " dead letter" : " dead letters";
    }
}
