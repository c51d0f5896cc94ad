package dev.postrider.server.cli;

import dev.postrider.console.answer.OrderProgress;
import dev.postrider.console.answer.OrderProgress.Unfinished;
import dev.postrider.relay.tools.deadletter.DeadLetterOrder;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
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

    /** What is printed as JSON. */
    record Result(long order, String action, long done) {}

    @Override
    int run(Databases databases, Output output) throws SQLException {
        DeadLetters letters = new DeadLetters(databases.postgres());
        List<OrderProgress> unfinished = new ArrayList<>();
        for (DeadLetterOrder one : letters.unfinished()) {
            unfinished.add(OrderProgress.of(one, letters.left(one), false, null));
        }
        if (order == null) {
            return print(new Unfinished(unfinished), output);
        }
        OrderProgress resumed = meant(unfinished);
        return report(resumed, letters.resume(resumed.number(), progress(output)), output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        Unfinished unfinished = remote.get(RemotePath.of("/dead-letters/orders"), Unfinished.class);
        if (order == null) {
            return print(unfinished, output);
        }
        OrderProgress resumed = meant(unfinished.orders());
        OrderProgress ended = new RemoteOrder(remote, output).resume(resumed.number(), progress(output));
        return report(resumed, ended.done() - resumed.done(), output);
    }

    private OrderProgress meant(List<OrderProgress> unfinished) {
        return unfinished.stream()
                .filter(one -> one.number() == Objects.requireNonNull(order))
                .findFirst()
                .orElseThrow(
                        () -> wrongUsage("order " + order + " was not broken off, or there is none of this number"));
    }

    private static LongConsumer progress(Output output) {
        return soFar -> output.progress("decided about", soFar, Math.max(soFar, 1));
    }

    private int report(OrderProgress resumed, long done, Output output) {
        output.print(
                new Result(resumed.number(), resumed.action(), done),
                text -> text.println(
                        resumed.action() + " of " + Counted.of(done, "dead letter") + ", the rest of order " + order));
        return ExitCodes.FINE;
    }

    private int print(Unfinished unfinished, Output output) {
        output.print(unfinished, text -> print(unfinished.orders(), text));
        return unfinished.orders().isEmpty() ? ExitCodes.FINE : ExitCodes.FOUND;
    }

    private void print(List<OrderProgress> orders, Lines out) {
        if (orders.isEmpty()) {
            out.println("no order is under way or was broken off");
            return;
        }
        Table table = new Table("ORDER", "ACTION", "BY", "BEGUN", "LAST", "DONE", "NOTE").shorten("NOTE");
        for (OrderProgress one : orders) {
            table.row(
                    one.number(),
                    one.action(),
                    one.by() == null ? "" : one.by(),
                    ShownTime.of(one.begunAt()),
                    ShownTime.age(one.updatedAt(), now()),
                    one.done(),
                    one.note() == null ? "" : one.note());
        }
        table.print(out);
    }
}
