package dev.postrider.console.outbox;

import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.sink.Sinks;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import org.jspecify.annotations.Nullable;

/** The event log, for pages that ask it. Connects when it is asked first. Thread-safe; whoever makes it closes it. */
public final class ConsoleEventLog implements AutoCloseable {
    private final ClickHouseSettings settings;
    private @Nullable QueryableSink sink;

    /** Connects to nothing yet. */
    public ConsoleEventLog(ClickHouseSettings settings) {
        this.settings = settings;
    }

    /** The event log, in all its shards. */
    public EventLog get() {
        return sink().eventLog();
    }

    /** Where events are sent again. */
    public synchronized QueryableSink sink() {
        QueryableSink known = sink;
        if (known == null) {
            known = Sinks.create(settings);
            sink = known;
        }
        return known;
    }

    /** Where it is. */
    public ClickHouseSettings settings() {
        return settings;
    }

    @Override
    public synchronized void close() {
        if (sink != null) {
            sink.close();
            sink = null;
        }
    }
}
