package dev.postrider.console.batch;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.api.Noted;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.batch.Position;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.batches.BatchDetails;
import dev.postrider.relay.tools.batches.BatchEvents;
import dev.postrider.relay.tools.batches.BatchPage;
import dev.postrider.relay.tools.batches.BatchSummary;
import dev.postrider.relay.tools.batches.Batches;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The ledger's batches by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}/batches")
final class BatchApi {
    private final InstantSource clock;

    BatchApi(ObjectProvider<InstantSource> clock) {
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    /**
     * Batches, the newest first.
     *
     * @param next goes on behind them, as {@code after}; null at the end
     */
    record SomeBatches(
            List<BatchSummary> batches,
            long lookedAt,
            @Nullable Long next) implements Answer {}

    /** One of them. */
    record OneBatch(BatchDetails batch) implements Answer {}

    /** Events of a batch, as far as the outbox retains them. */
    record EventsOfBatch(BatchEvents content) implements Answer {}

    /** Whether the batch was under way; if not, nothing was changed. */
    record SetAside(long batch, boolean underWay) implements Answer {}

    @GetMapping
    SomeBatches list(
            ConsoleOutbox outbox,
            BatchForm form,
            @RequestParam(required = false) @Nullable Long after,
            @RequestParam(defaultValue = "100") int limit)
            throws SQLException {
        BatchPage page = new Batches(outbox.dataSource()).page(form.filter(clock.instant()), after, limit);
        return new SomeBatches(page.batches(), page.lookedAt(), page.next());
    }

    @GetMapping("/{number:\\d{1,18}}")
    OneBatch show(ConsoleOutbox outbox, @PathVariable long number) throws SQLException {
        BatchDetails batch = new Batches(outbox.dataSource()).show(number);
        if (batch == null) {
            throw notThere(number);
        }
        return new OneBatch(batch);
    }

    @GetMapping("/{number:\\d{1,18}}/events")
    EventsOfBatch events(
            ConsoleOutbox outbox,
            @PathVariable long number,
            @RequestParam(required = false) @Nullable Long txid,
            @RequestParam(required = false) @Nullable Long id,
            @RequestParam(defaultValue = "100") int limit)
            throws SQLException {
        Position after = txid == null || id == null ? null : new Position(txid, id);
        BatchEvents events = new Batches(outbox.dataSource()).events(number, after, limit);
        if (events == null) {
            throw notThere(number);
        }
        return new EventsOfBatch(events);
    }

    @PostMapping("/{number:\\d{1,18}}/set-aside")
    SetAside setAside(ConsoleOutbox outbox, @PathVariable long number, @RequestBody Noted why, Viewer viewer)
            throws SQLException {
        Decision decision = new Decision(viewer.name(), Note.of(why.text()));
        return new SetAside(number, new DeadLetters(outbox.work()).setAside(number, decision));
    }

    private static NotFoundException notThere(long number) {
        return new NotFoundException("the ledger has no batch " + number + ", or has forgotten it");
    }
}
