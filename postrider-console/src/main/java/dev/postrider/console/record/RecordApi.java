package dev.postrider.console.record;

import dev.postrider.console.answer.AuditRecord;
import dev.postrider.console.answer.AuditRecord.Action;
import dev.postrider.console.answer.StateHistory;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.api.Limit;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.PageTime;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.status.DeliveryHistory;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.audit.AuditTrail;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How delivery stood in the past, and what people did by hand, by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}")
final class RecordApi {
    private static final Duration A_DAY = Duration.ofDays(1);

    private final Payloads payloads;
    private final InstantSource clock;

    RecordApi(Payloads payloads, ObjectProvider<InstantSource> clock) {
        this.payloads = payloads;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    @GetMapping("/history")
    StateHistory history(
            ConsoleOutbox outbox,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "100") int limit)
            throws SQLException {
        Instant now = clock.instant();
        Instant end = PageTime.of(before, now);
        Instant until = end == null ? now : end;
        Instant begin = PageTime.of(since, now);
        Instant from = begin == null ? until.minus(A_DAY) : begin;
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            return new StateHistory(
                    from,
                    until,
                    DeliveryHistory.stretches(connection, from, end, Limit.within(limit, DeliveryHistory.MOST)));
        }
    }

    @GetMapping("/audit")
    AuditRecord audit(
            ConsoleOutbox outbox,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "100") int limit,
            Viewer viewer)
            throws SQLException {
        Instant begin = PageTime.of(since, clock.instant());
        Instant end = PageTime.of(before, clock.instant());
        Period period = begin == null && end == null ? null : new Period(begin, end);
        return new AuditRecord(new AuditTrail(outbox.dataSource())
                .actions(period, Limit.within(limit, AuditTrail.MOST)).stream()
                        .map(action -> Action.of(action, payloads.criteria(action.criteria(), viewer)))
                        .toList());
    }
}
