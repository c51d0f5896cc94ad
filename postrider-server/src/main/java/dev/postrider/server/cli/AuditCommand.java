package dev.postrider.server.cli;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.audit.AuditTrail;
import dev.postrider.relay.tools.audit.OperatorAction;
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

    /** What is printed as JSON. */
    record Trail(List<Action> actions) {}

    /** An action, with its criteria as JSON of its own. */
    record Action(
            Instant begunAt,
            @Nullable Instant finishedAt,
            @Nullable String by,
            String action,
            @Nullable String target,
            @JsonRawValue @Nullable String criteria,
            long done,
            @Nullable String note) {
        static Action of(OperatorAction action) {
            return new Action(
                    action.begunAt(),
                    action.finishedAt(),
                    action.by(),
                    action.action(),
                    action.target(),
                    action.criteria(),
                    action.done(),
                    action.note());
        }
    }

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        if (last < 1 || last > AuditTrail.MOST) {
            throw wrongUsage("--last is " + last + ", must be 1 to " + AuditTrail.MOST);
        }
        TypedTime.requireSome(spec, "--since", since, "--before", before);
        Period period = since == null && before == null
                ? null
                : new Period(TypedTime.meaning(since), TypedTime.meaning(before));
        List<OperatorAction> actions = new AuditTrail(databases.postgres()).actions(period, last);
        output.print(new Trail(actions.stream().map(Action::of).toList()), text -> print(actions, text));
        return ExitCodes.FINE;
    }

    private void print(List<OperatorAction> actions, Lines out) {
        if (actions.isEmpty()) {
            out.println("nobody did anything by hand" + (since == null && before == null ? "" : " in that time")
                    + ", as far as it was written down");
            return;
        }
        Table table = new Table("WHEN", "TOOK", "BY", "ACTION", "DONE", "NOTE", "WHICH")
                .shorten("NOTE", "WHICH")
                .leaveOut("WHICH", "TOOK");
        for (OperatorAction action : actions) {
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

    private static String which(OperatorAction action) {
        return Stream.of(action.target(), action.criteria())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "));
    }

    private static String took(OperatorAction action) {
        Instant end = action.finishedAt();
        return end == null ? "no end" : ShownTime.inWords(Duration.between(action.begunAt(), end));
    }
}
