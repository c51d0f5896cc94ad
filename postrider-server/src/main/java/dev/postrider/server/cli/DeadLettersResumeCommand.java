package dev.postrider.server.cli;

import dev.postrider.relay.tools.deadletter.DeadLetterOrder;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code dead-letters resume}: goes on with what was broken off. */
@Command(
        name = "resume",
        description =
                "Goes on with an order to requeue or discard dead letters that was broken off: with those that it meant and that are"
                        + " still open, and no others. Without a number it lists what has no end.")
final class DeadLettersResumeCommand extends DatabaseCommand {

    @Parameters(paramLabel = "ORDER", arity = "0..1", description = "the order's number")
    @Nullable
    Long order;

    /** An order that has no end, as JSON. */
    record Unfinished(List<DeadLetterOrder> orders) {}

    /** What is printed as JSON. */
    record Result(long order, String action, long done) {}

    @Override
    int run(Databases databases, Output output) throws SQLException {
        DeadLetters letters = new DeadLetters(databases.postgres());
        List<DeadLetterOrder> unfinished = letters.unfinished();
        if (order == null) {
            output.print(new Unfinished(unfinished), text -> print(unfinished, text));
            return unfinished.isEmpty() ? ExitCodes.FINE : ExitCodes.FOUND;
        }
        DeadLetterOrder resumed = unfinished.stream()
                .filter(one -> order.equals(one.number()))
                .findFirst()
                .orElseThrow(
                        () -> wrongUsage("order " + order + " was not broken off, or there is none of this number"));
        long done =
                letters.resume(resumed.number(), soFar -> output.progress("decided about", soFar, Math.max(soFar, 1)));
        output.print(
                new Result(resumed.number(), resumed.action(), done),
                text -> text.println(
                        resumed.action() + " of " + Counted.of(done, "dead letter") + ", the rest of order " + order));
        return ExitCodes.FINE;
    }

    private void print(List<DeadLetterOrder> orders, Lines out) {
        if (orders.isEmpty()) {
            out.println("no order is under way or was broken off");
            return;
        }
        Table table = new Table("ORDER", "ACTION", "BY", "BEGUN", "LAST", "DONE", "NOTE").shorten("NOTE");
        for (DeadLetterOrder one : orders) {
            table.row(
                    one.number(),
                    one.action(),
                    one.decision().by() == null ? "" : one.decision().by(),
                    ShownTime.of(one.begunAt()),
                    ShownTime.age(one.updatedAt(), now()),
                    one.done(),
                    one.decision().note() == null ? "" : one.decision().note());
        }
        table.print(out);
    }
}
