package dev.postrider.spring.watch;

import dev.postrider.relay.sink.QueryableSink;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/** Watches whether ClickHouse answers: any server of those that the settings name. */
public final class SinkWatch implements SmartLifecycle {

    private static final Duration INTERVAL = Duration.ofSeconds(3);

    /** ClickHouse may be busy. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

    private final Watch<Boolean> watch;
    private volatile boolean running;

    /** Looks at nothing yet. */
    public SinkWatch(QueryableSink sink) {
        this.watch = new Watch<>("postrider-watch-sink", sink::isReachable, INTERVAL, LONGEST_LOOK, Clock.systemUTC());
    }

    /** Whether ClickHouse answered the last ping. Never blocks. */
    public Observation<Boolean> last() {
        return watch.last();
    }

    @Override
    public void start() {
        running = true;
        watch.start();
    }

    @Override
    public void stop() {
        running = false;
        watch.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
