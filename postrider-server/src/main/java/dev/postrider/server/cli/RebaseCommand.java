package dev.postrider.server.cli;

import dev.postrider.relay.batch.OneLine;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.rebase.Rebase;
import dev.postrider.relay.tools.rebase.RebasePlan;
import dev.postrider.relay.tools.rebase.RebaseRefusedException;
import java.io.PrintWriter;
import java.sql.SQLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rebase}: after a dump and restore, an older backup or in another cluster. */
@Command(
        name = "rebase",
        description = {
            "Makes the outbox belong to the database it lies in, after a dump and restore, an older backup, pg_upgrade or in"
                    + " another cluster.",
            "",
            "Keeps the events that the ledger does not know to be delivered, and starts the ledger from a fresh snapshot. The"
                    + " relay then asks the event log which of them it holds, and sends the rest. Delivery is halted until then;"
                    + " publishing waits while it runs. One transaction: broken off, nothing has happened."
        })
final class RebaseCommand extends DatabaseCommand {

    @Option(names = "--dry-run", description = "only count what would be kept and what dropped")
    boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "don't ask; needed where nobody can be asked")
    boolean yes;

    @Mixin
    DecisionOptions who = new DecisionOptions();

    /** What is printed as JSON. */
    record Result(boolean done, RebasePlan rebase) {}

    @Override
    String whyNotRemote() {
        return "it changes the ledger while no relay runs";
    }

    @Override
    int run(Databases databases, Output output) throws SQLException, SinkException {
        boolean asked = Terminal.isAttached() && !yes;
        if (!dryRun && !yes && !asked) {
            throw wrongUsage("there is no terminal to ask at: --yes does it, --dry-run only counts");
        }
        Rebase rebase = new Rebase(databases.postgres(), databases.clickHouse().eventLog());
        if (dryRun || asked) {
            RebasePlan plan = rebase.plan();
            if (dryRun) {
                output.print(new Result(false, plan), text -> print(plan, "would keep", "would drop", text));
                return ExitCodes.FINE;
            }
            if (!confirmed(plan)) {
                output.say("nothing was done");
                return ExitCodes.FOUND;
            }
        }
        try {
            RebasePlan done = rebase.run(who.decision());
            output.print(new Result(true, done), text -> print(done, "kept", "dropped", text));
            return ExitCodes.FINE;
        } catch (RebaseRefusedException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), e);
        }
    }

    private boolean confirmed(RebasePlan plan) {
        print(plan, "would keep", "would drop", new Lines(spec.commandLine().getErr()));
        return Terminal.confirms("rebase the outbox '" + OneLine.of(plan.outbox()) + "'?");
    }

    private static void print(RebasePlan plan, String kept, String dropped, PrintWriter out) {
        boolean same = plan.ledgerLife().equals(plan.serverLife());
        out.println("outbox        " + plan.outbox());
        out.println("ledger is of  " + plan.ledgerLife() + " (cluster/timeline)");
        out.println("server leads  " + plan.serverLife() + (same ? " (the same)" : ""));
        out.println(pad(kept) + Counted.of(plan.kept(), "event") + ", to be delivered, or found in the event log"
                + (plan.keepsAll() ? " (all of them: nothing can be told from the ledger)" : ""));
        out.println(pad(dropped) + Counted.of(plan.dropped(), "event") + " that"
                + Counted.verb(plan.dropped(), " was", " were") + " delivered");
        if (plan.deadLetters() > 0) {
            out.println("dead letters  " + Counted.of(plan.deadLetters(), "event") + " that"
                    + Counted.verb(
                            plan.deadLetters(),
                            " was refused; its dead letter stays",
                            " were refused; their dead letters stay"));
        }
        out.println(
                "given up      " + Counted.of(plan.batchesGivenUp(), "batch") + " under way; their events are kept");
        out.println("ids go on     after " + plan.highestId());
        if (plan.orphans() > 0) {
            out.println("orphans       " + Counted.of(plan.orphans(), "event")
                    + " in the event log that this database has not");
        }
        if (!plan.canAsk()) {
            out.println("The event log can't be asked which events it holds: it needs the columns outbox, event_id and"
                    + " event_date_time (with microseconds). Events that were delivered without being acknowledged are"
                    + " delivered twice.");
        }
        out.flush();
    }

    private static String pad(String label) {
        return "%-14s".formatted(label);
    }
}
