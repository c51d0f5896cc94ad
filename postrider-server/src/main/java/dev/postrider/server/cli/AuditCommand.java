package dev.postrider.server.cli;

import dev.postrider.console.answer.AuditRecord;
import dev.postrider.console.answer.AuditRecord.Action;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.audit.AuditTrail;
import dev.postrider.relay.tools.audit.OperatorAction;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}: who did what by hand. */
@Command(
        name = "audit",
        description = {
            "Shows what people did by hand to events, the newest first: who, when, what, to how many, and why. Dead letters that were"
                    + " requeued, discarded or set aside, replays, repairs, rebases, delivery that was paused or resumed, tokens that"
                    + " were made or revoked, and contexts that were opened in the console where fields are masked. Nothing of it is ever deleted.",
            "",
            "What is under way, or was broken off, has no end: postrider dead-letters resume, or the same replay or repair again, goes on"
                    + " with it."
        })
final class AuditCommand extends DatabaseCommand {

    @Option(names = "--since", paramLabel = "TIME", description = "what began then or later" + TypedTime.HELP)
    @Nullable
    TypedTime since;

    @Option(names = "--before", paramLabel = "TIME", description = "what began before then")
    @Nullable
    TypedTime before;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "50",
            description = "so many at the most, 1 to " + AuditTrail.MOST + " (${DEFAULT-VALUE})")
    int last;

    @Mixin
    TableOptions tables = new TableOptions();

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        requireSense();
        Period period = since == null && before == null
                ? null
                : new Period(TypedTime.meaning(since), TypedTime.meaning(before));
        List<OperatorAction> actions = new AuditTrail(databases.postgres()).actions(period, last);
        return print(
                new AuditRecord(actions.stream()
                        .map(action -> Action.of(action, action.criteria()))
                        .toList()),
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
        RemotePath path = RemotePath.of("/audit")
                .with("since", TypedTime.meaning(since))
                .with("before", TypedTime.meaning(before))
                .with("limit", last);
        return print(remote.get(path, AuditRecord.class), output);
    }

    private void requireSense() {
        if (last < 1 || last > AuditTrail.MOST) {
            throw wrongUsage("--last is " + last + ", must be 1 to " + AuditTrail.MOST);
        }
        TypedTime.requireSome(spec, "--since", since, "--before", before);
    }

    private int print(AuditRecord trail, Output output) {
        output.print(trail, text -> print(trail.actions(), text));
        return ExitCodes.FINE;
    }

    private void print(List<Action> actions, Lines out) {
        if (actions.isEmpty()) {
            out.println("nobody did anything by hand" + (since == null && before == null ? "" : " in that time")
                    + ", as far as it was written down");
            return;
        }
        Table table = new Table("WHEN", "TOOK", "BY", "ACTION", "DONE", "NOTE", "WHICH")
                .shorten("NOTE", "WHICH")
                .leaveOut("WHICH", "TOOK");
        for (Action action : actions) {
            table.row(
                    ShownTime.withAge(action.begunAt(), now()),
                    took(action),
                    action.by() == null ? "" : action.by(),
                    action.action(),
                    action.done(),
                    action.note() == null ? "" : action.note(),
                    which(action));
        }
        table.print(out);
    }

    private static String which(Action action) {
        return Stream.of(action.target(), action.criteria())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    private static String took(Action action) {
        Instant end = action.finishedAt();
        return end == null ? "no end" : ShownTime.inWords(Duration.between(action.begunAt(), end));
    }
}
