package dev.postrider.server.cli;

import dev.postrider.console.answer.StateHistory;
import dev.postrider.relay.status.DeliveryHistory;
import dev.postrider.relay.status.DeliveryHistory.Stretch;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code history}: when delivery stood how. */
@Command(
        name = "history",
        description = {
            "Shows when events were delivered and when not, and why: one line for each time in which the state stayed the same, the newest"
                    + " first. A relay writes it down when an outage begins or ends, and every few minutes. Where none did, nothing is"
                    + " known, and a line says so. It is kept for as long as the ledger (POSTRIDER_RETENTION_LEDGER).",
            "",
            "How delivery stood at one moment: postrider status --at=TIME."
        })
final class HistoryCommand extends DatabaseCommand {

    private static final Duration A_DAY = Duration.ofDays(1);

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "from then on; without it, the day before --before" + TypedTime.HELP)
    @Nullable
    TypedTime since;

    @Option(names = "--before", paramLabel = "TIME", description = "until then; without it, until now")
    @Nullable
    TypedTime before;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "50",
            description = "so many lines at the most, 1 to " + DeliveryHistory.MOST + " (${DEFAULT-VALUE})")
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
        try (Connection connection = OutboxStatus.look(databases.postgres())) {
            List<Stretch> stretches =
                    DeliveryHistory.stretches(connection, from(), TypedTime.meaning(before), last).stream()
                            .limit(last)
                            .toList();
            return print(new StateHistory(from(), until(), stretches), output);
        }
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        requireSense();
        RemotePath path = RemotePath.of("/history")
                .with("since", from())
                .with("before", TypedTime.meaning(before))
                .with("limit", last);
        StateHistory answer = remote.get(path, StateHistory.class);
        return print(new StateHistory(from(), until(), answer.stretches()), output);
    }

    private void requireSense() {
        if (last < 1 || last > DeliveryHistory.MOST) {
            throw wrongUsage("--last is " + last + ", must be 1 to " + DeliveryHistory.MOST);
        }
        TypedTime.requireSome(spec, "--since", since, "--before", before);
    }

    private Instant until() {
        return before == null ? now() : before.at();
    }

    private Instant from() {
        return since == null ? until().minus(A_DAY) : since.at();
    }

    private int print(StateHistory history, Output output) {
        output.print(history, text -> print(history, text));
        return ExitCodes.FINE;
    }

    private void print(StateHistory history, Lines out) {
        if (history.stretches().isEmpty()) {
            out.println("no relay told anything between " + ShownTime.of(history.since()) + " and "
                    + ShownTime.of(history.before()) + ", and nothing is kept from before");
            return;
        }
        Table table = new Table("FROM", "LASTED", "STATE", "MOST WAITING", "REASON")
                .shorten("REASON")
                .leaveOut("MOST WAITING");
        for (Stretch stretch : history.stretches()) {
            Instant until = stretch.until();
            table.row(
                    ShownTime.of(stretch.from()),
                    until == null ? "until now" : ShownTime.inWords(Duration.between(stretch.from(), until)),
                    stretch.state().replace('_', ' '),
                    stretch.mostPending() == null ? "" : stretch.mostPending(),
                    stretch.reason() == null ? "" : stretch.reason());
        }
        table.print(out);
    }
}
