package dev.postrider.console.delivery;

import dev.postrider.console.api.Answer;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.api.Noted;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.pause.DeliveryPause;
import dev.postrider.relay.tools.terms.RelayTerm;
import dev.postrider.relay.tools.terms.TermPage;
import dev.postrider.relay.tools.terms.Terms;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Pausing delivery, and who delivered when, by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}")
final class DeliveryApi {

    /** Whether it was this request that paused delivery; it is paused in any case. */
    record Paused(boolean paused) implements Answer {}

    /** Whether it was paused; it is not any more. */
    record Resumed(boolean resumed) implements Answer {}

    /**
     * Terms of relays, the newest first.
     *
     * @param holder who delivers now; null if nobody does
     * @param next goes on behind them, as {@code after}; null at the end
     */
    record RelayTerms(
            TermPage.@Nullable Holder holder,
            List<RelayTerm> terms,
            @Nullable Long next,
            boolean standby) implements Answer {}

    @PostMapping("/delivery/pause")
    Paused pause(ConsoleOutbox outbox, @RequestBody Noted why, Viewer viewer) throws SQLException {
        return new Paused(new DeliveryPause(outbox.dataSource()).pause(decision(why, viewer)));
    }

    @PostMapping("/delivery/resume")
    Resumed resume(ConsoleOutbox outbox, @RequestBody Noted why, Viewer viewer) throws SQLException {
        return new Resumed(new DeliveryPause(outbox.dataSource()).resume(decision(why, viewer)));
    }

    @GetMapping("/relays")
    RelayTerms relays(
            ConsoleOutbox outbox,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "100") int limit)
            throws SQLException {
        TermPage page = new Terms(outbox.dataSource()).page(after, limit);
        return new RelayTerms(page.holder(), page.terms(), page.next(), page.isStandby());
    }

    private static Decision decision(Noted why, Viewer viewer) {
        return new Decision(viewer.name(), Note.of(why.text()));
    }
}
