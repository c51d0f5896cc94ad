package dev.postrider.relay.sink;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import java.util.List;

/** Sends batches to a ClickHouse table. Thread-safe. */
public final class ClickHouseSink implements Sink {
    private final ClickHouseSettings settings;

    private ClickHouseSink(ClickHouseSettings settings) {
        this.settings = settings;
    }

    /** Connects to nothing yet. */
    public static ClickHouseSink create(ClickHouseSettings settings) {
        return new ClickHouseSink(settings);
    }

    /** Whether the server answers, within the time of one ping. For health checks. */
    public boolean isReachable() {
        return false;
    }

    @Override
    public String description() {
        return settings.endpoint() + "/" + settings.database() + "." + settings.table();
    }

    @Override
    public RowLayout prepare() throws SinkException {
        return new RowLayout(List.of());
    }

    @Override
    public SendOutcome send(EncodedBatch batch) {
        return new SendOutcome.Unavailable(0, "");
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
}
