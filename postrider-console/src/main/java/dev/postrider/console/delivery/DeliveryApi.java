package dev.postrider.console.delivery;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.answer.DeliveryPaused;
import dev.postrider.console.answer.DeliveryResumed;
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
    DeliveryPaused pause(ConsoleOutbox outbox, @RequestBody Noted why, Viewer viewer) throws SQLException {
        Decision decision = decision(why, viewer);
        return new DeliveryPaused(
                new DeliveryPause(outbox.dataSource()).pause(decision), decision.by(), decision.note());
    }

    @PostMapping("/delivery/resume")
    DeliveryResumed resume(ConsoleOutbox outbox, @RequestBody Noted why, Viewer viewer) throws SQLException {
        return new DeliveryResumed(new DeliveryPause(outbox.dataSource()).resume(decision(why, viewer)));
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
