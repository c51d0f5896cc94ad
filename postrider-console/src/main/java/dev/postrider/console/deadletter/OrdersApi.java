package dev.postrider.console.deadletter;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.answer.OrderProgress;
import dev.postrider.console.answer.OrderProgress.Unfinished;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.deadletter.OrdersController.Progress;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetterOrder;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;

/** Deciding about dead letters by the admin API: an order is written down, carried out in the background, and can be looked after. */
@ApiController
@RequestMapping("${postrider.console.api-path}/dead-letters/orders")
final class OrdersApi {
    private final OrdersController orders;
    private final OrderRunner runner;
    private final Payloads payloads;
    private final InstantSource clock;

    OrdersApi(OrdersController orders, OrderRunner runner, Payloads payloads, ObjectProvider<InstantSource> clock) {
        this.orders = orders;
        this.runner = runner;
        this.payloads = payloads;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /**
     * What is to be decided, about which letters: those that meet each condition that is given.
     *
     * @param action requeue or discard
     * @param all that all open letters are meant; needed where there is no condition, refused beside one
     */
    record WantedOrder(
            @Nullable String action,
            @Nullable String note,
            @Nullable Boolean all,
            @Nullable List<Long> eventIds,
            @Nullable String type,
            @Nullable String environment,
            @Nullable Integer code,
            @Nullable String reason,
            @Nullable Long batch,
            @Nullable Instant from,
            @Nullable Instant before)
            implements Answer {

        LetterForm form() {
            return new LetterForm(
                    type,
                    code == null ? null : code.toString(),
                    reason,
                    environment,
                    batch == null ? null : batch.toString(),
                    from == null ? null : from.toString(),
                    before == null ? null : before.toString(),
                    null,
                    eventIds == null
                            ? null
                            : String.join(
                                    ",", eventIds.stream().map(String::valueOf).toList()));
        }
    }

    @GetMapping
    Unfinished unfinished(ConsoleOutbox outbox) throws SQLException {
        List<OrderProgress> all = new ArrayList<>();
        for (DeadLetterOrder order : new DeadLetters(outbox.dataSource()).unfinished()) {
            all.add(progress(outbox, order.number()));
        }
        return new Unfinished(all);
    }

    @PostMapping
    OrderProgress order(ConsoleOutbox outbox, @RequestBody WantedOrder wanted, Viewer viewer) throws SQLException {
        String action = wanted.action() == null ? "" : wanted.action();
        OrdersController.requireAction(action);
        LetterForm form = wanted.form();
        if (form.isEverything() != Boolean.TRUE.equals(wanted.all())) {
            throw new IllegalArgumentException(
                    form.isEverything()
                            ? "say which dead letters are meant: event_ids or a condition, or all: true"
                            : "all and conditions don't go together");
        }
        DeadLetterFilter filter = form.filter(clock.instant());
        payloads.requireMayAskReason(filter.reasonContains(), viewer);
        Decision decision = new Decision(viewer.name(), Note.of(wanted.note() == null ? "" : wanted.note()));
        DeadLetters letters = new DeadLetters(outbox.dataSource());
        DeadLetterOrder order = action.equals("requeue")
                ? letters.orderRequeue(filter, decision)
                : letters.orderDiscard(filter, decision);
        runner.run(outbox, order.number());
        return show(outbox, order.number());
    }

    @GetMapping("/{number:\\d{1,18}}")
    OrderProgress show(ConsoleOutbox outbox, @PathVariable long number) throws SQLException {
        return progress(outbox, number);
    }

    private OrderProgress progress(ConsoleOutbox outbox, long number) throws SQLException {
        Progress progress = orders.progress(outbox, number);
        return OrderProgress.of(progress.order(), progress.left(), progress.isAtWork(), progress.problem());
    }

    @PostMapping("/{number:\\d{1,18}}/resume")
    OrderProgress resume(ConsoleOutbox outbox, @PathVariable long number) throws SQLException {
        if (OrdersController.find(outbox, number).finishedAt() == null) {
            runner.run(outbox, number);
        }
        return show(outbox, number);
    }
}
