package dev.postrider.console.overview;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.answer.Budget;
import dev.postrider.console.answer.DeliveryStatus;
import dev.postrider.console.answer.PastStatus;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.console.page.PageTime;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.status.DeliveryCurve;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.status.OutboxStatus.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Whether events flow, by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}")
final class OverviewApi {
    private static final int POINTS = 180;

    private final ConsoleOutboxes outboxes;
    private final ConsoleEventLog eventLog;
    private final OverviewReader reader;
    private final Payloads payloads;

    OverviewApi(ConsoleOutboxes outboxes, ConsoleEventLog eventLog, OverviewReader reader, Payloads payloads) {
        this.outboxes = outboxes;
        this.eventLog = eventLog;
        this.reader = reader;
        this.payloads = payloads;
    }

    /**
     * All outboxes, the worst first, as they were seen a moment ago.
     *
     * @param outboxes each with its name, which the parameter {@code outbox} of all other requests takes
     */
    record Outboxes(List<OneOutbox> outboxes) implements Answer {}

    /** One of them; its figures are null where they are not known. */
    record OneOutbox(
            String name,
            String sentence,
            @Nullable String reason,
            @Nullable Instant since,
            @Nullable String advice,
            @Nullable Long pending,
            @Nullable Long deadLetters,
            List<Budget> budgets) {
        static OneOutbox of(FleetRow row) {
            OutboxStatus status = row.status();
            return new OneOutbox(
                    row.name(),
                    row.headline().sentence(),
                    row.headline().reason(),
                    row.headline().since(),
                    row.headline().advice(),
                    status == null ? null : status.pending(),
                    status == null ? null : status.failed(),
                    Budget.all(row.budgets()));
        }
    }

    /** How delivery went. */
    record Curve(DeliveryCurve curve) implements Answer {}

    @GetMapping("/outboxes")
    Outboxes outboxes() {
        return new Outboxes(reader.fleet(outboxes).stream().map(OneOutbox::of).toList());
    }

    @GetMapping("/status")
    DeliveryStatus status(ConsoleOutbox outbox, @RequestParam(defaultValue = "5") int last) throws SQLException {
        if (last < 0 || last > DeliveryStatus.MOST) {
            throw new IllegalArgumentException("last is " + last + ", must be 0 to " + DeliveryStatus.MOST);
        }
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            DeliveryStatus status =
                    DeliveryStatus.read(connection, reader.budgets(), eventLog.seenServers(outbox.dataSource()), last);
            return status.withDeadLetters(
                    status.lastDeadLetters().stream().map(this::shown).toList());
        }
    }

    private Failure shown(Failure letter) {
        return new Failure(
                letter.eventId(),
                letter.eventType(),
                letter.failedAt(),
                letter.batchNo(),
                letter.code(),
                payloads.reason(letter.code(), letter.reason()));
    }

    @GetMapping("/status/past")
    PastStatus past(ConsoleOutbox outbox, @RequestParam String at) throws SQLException {
        Instant time = PageTime.of(at, reader.now());
        if (time == null) {
            throw new IllegalArgumentException("at is empty, must be a time like 2026-11-28T03:12Z");
        }
        return PastStatus.of(time, reader.known(outbox, time));
    }

    @GetMapping("/curves")
    Curve curves(ConsoleOutbox outbox, @RequestParam(defaultValue = "hour") String range) throws SQLException {
        Instant now = reader.now();
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            return new Curve(DeliveryCurve.read(
                    connection, now.minus(CurveRange.of(range).length()), now, POINTS));
        }
    }
}
