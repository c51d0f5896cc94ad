package dev.postrider.console.event;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Opening;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.sink.search.RunningQuery;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.events.EventExport;
import dev.postrider.relay.tools.events.EventFilter;
import dev.postrider.relay.tools.events.ExportFormat;
import dev.postrider.spring.log.Reason;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Downloads all events that match, as they come: nothing is kept here, and whoever stops the download ends the query. */
@Controller
@RequestMapping("${postrider.console.path}/events/export")
final class ExportController {
    private static final int MOST = 3;
    private static final Logger log = LoggerFactory.getLogger(ExportController.class);

    private final ConsoleEventLog eventLog;
    private final ConsoleOutboxes outboxes;
    private final Payloads payloads;
    private final InstantSource clock;
    private final Semaphore free = new Semaphore(MOST);

    ExportController(
            ConsoleEventLog eventLog,
            ConsoleOutboxes outboxes,
            Payloads payloads,
            ObjectProvider<InstantSource> clock) {
        this.eventLog = eventLog;
        this.outboxes = outboxes;
        this.payloads = payloads;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    @GetMapping
    void export(
            ConsoleOutbox outbox,
            EventForm form,
            @RequestParam String format,
            Viewer viewer,
            HttpServletResponse response)
            throws SinkException, IOException, SQLException {
        payloads.requireMayDownload(viewer);
        ExportFormat wanted = format(format);
        EventFilter filter = form.filter(clock.instant(), outboxes.isFleet() ? outbox.name() : null);
        if (!free.tryAcquire()) {
            throw new IllegalArgumentException(MOST + " downloads are under way; wait until one has ended");
        }
        try {
            payloads.noteOpened(outbox, viewer, Opening.found("download", format, filter, 0));
            response.setContentType(wanted.mediaType());
            response.setHeader("Content-Disposition", "attachment; filename=\"events." + wanted.ending() + "\"");
            new EventExport(eventLog.get()).stream(filter, wanted, response.getOutputStream(), new RunningQuery());
        } catch (SinkException e) {
            if (!response.isCommitted()) {
                response.reset();
                throw e;
            }
            // the connection is cut, so that nobody takes what came for all
            log.atWarn().addKeyValue("reason", Reason.of(e)).log("a download of events was broken off");
            throw new UncheckedIOException(new IOException("the download is not whole", e));
        } finally {
            free.release();
        }
    }

    private static ExportFormat format(String word) {
        for (ExportFormat format : ExportFormat.values()) {
            if (format.ending().equals(word)) {
                return format;
            }
        }
        throw new IllegalArgumentException("format is '" + word + "', must be csv, jsonl or parquet");
    }
}
