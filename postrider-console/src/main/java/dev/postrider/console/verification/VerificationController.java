package dev.postrider.console.verification;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.ConsolePath;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.PageTime;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.status.LastVerification;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.verify.VerifyScope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Whether ClickHouse stores what was delivered: what relays found, and comparing a range now. */
@Controller
@RequestMapping("${postrider.console.path}/verification")
final class VerificationController {
    private final Comparisons comparisons;
    private final ConsolePath path;
    private final InstantSource clock;

    VerificationController(Comparisons comparisons, ConsolePath path, ObjectProvider<InstantSource> clock) {
        this.comparisons = comparisons;
        this.path = path;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    @GetMapping
    String show(ConsoleOutbox outbox, Model model) throws SQLException {
        try (Connection connection = OutboxStatus.look(outbox.dataSource())) {
            model.addAttribute("last", LastVerification.read(connection));
        }
        model.addAttribute("comparison", comparisons.last(outbox));
        model.addAttribute("whyNoRepair", comparisons.whyNoRepair());
        return "console/pages/verification";
    }

    @GetMapping("/progress")
    String progress(ConsoleOutbox outbox, Model model) {
        model.addAttribute("comparison", comparisons.last(outbox));
        return "console/pages/verification :: comparison";
    }

    @PostMapping("/run")
    String run(
            ConsoleOutbox outbox,
            @RequestParam(defaultValue = "compare") String what,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "") String note,
            Viewer viewer,
            RedirectAttributes redirect) {
        Comparison.Kind kind = Comparison.Kind.of(what);
        String refusal = comparisons.whyNoRepair();
        if (kind == Comparison.Kind.REPAIR && refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
        Decision by = new Decision(viewer.name(), kind == Comparison.Kind.REPAIR ? Note.of(note) : null);
        if (!comparisons.begin(outbox, kind, scope(since, before), by)) {
            throw new IllegalArgumentException("A comparison is under way; wait for it, or stop it.");
        }
        return toPage(outbox, redirect);
    }

    @PostMapping("/stop")
    String stop(ConsoleOutbox outbox, RedirectAttributes redirect) {
        Comparison comparison = comparisons.last(outbox);
        if (comparison != null) {
            comparison.cancel();
        }
        return toPage(outbox, redirect);
    }

    VerifyScope scope(@Nullable String since, @Nullable String before) {
        Instant begin = PageTime.of(since, clock.instant());
        Instant end = PageTime.of(before, clock.instant());
        return begin == null && end == null
                ? new VerifyScope.All()
                : new VerifyScope.Acknowledged(new Period(begin, end));
    }

    private String toPage(ConsoleOutbox outbox, RedirectAttributes redirect) {
        return path.redirect("/verification", outbox, redirect);
    }
}
