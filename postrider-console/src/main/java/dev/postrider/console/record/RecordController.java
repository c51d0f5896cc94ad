package dev.postrider.console.record;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.PageTime;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.status.DeliveryHistory;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.audit.AuditTrail;
import dev.postrider.relay.tools.audit.OperatorAction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How delivery stood at earlier times, and what people did by hand. */
@Controller
@RequestMapping("${postrider.console.path}")
final class RecordController {
    private static final int ROWS = 200;
    private static final Duration RECENT = Duration.ofDays(7);

    private final Payloads payloads;
    private final InstantSource clock;

    RecordController(Payloads payloads, ObjectProvider<InstantSource> clock) {
        this.payloads = payloads;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    @GetMapping("/history")
    String history(
            ConsoleOutbox outbox,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String before,
            Model model)
            throws SQLException {
        Instant now = clock.instant();
        Instant begin = PageTime.of(since, now);
        Instant end = PageTime.of(before, now);
        Instant from = begin == null ? (end == null ? now : end).minus(RECENT) : begin;
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            model.addAttribute("stretches", DeliveryHistory.stretches(connection, from, end, ROWS));
        }
        model.addAttribute("from", from);
        model.addAttribute("since", since);
        model.addAttribute("before", before);
        return "console/pages/history";
    }

    @GetMapping("/audit")
    String audit(
            ConsoleOutbox outbox,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String before,
            Model model)
            throws SQLException {
        Instant now = clock.instant();
        Instant begin = PageTime.of(since, now);
        Instant end = PageTime.of(before, now);
        List<OperatorAction> actions = new AuditTrail(outbox.dataSource())
                .actions(begin == null && end == null ? null : new Period(begin, end), ROWS);
        model.addAttribute("payloads", payloads);
        model.addAttribute("actions", actions);
        model.addAttribute("isCut", actions.size() == ROWS);
        model.addAttribute("since", since);
        model.addAttribute("before", before);
        return "console/pages/audit";
    }
}
