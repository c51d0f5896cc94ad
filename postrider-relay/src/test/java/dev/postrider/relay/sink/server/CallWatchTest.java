package dev.postrider.relay.sink.server;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class CallWatchTest {
    private static final Duration PATIENCE = Duration.ofMillis(600);

    private final AtomicBoolean isLost = new AtomicBoolean();
    private final AtomicInteger lookedAfter = new AtomicInteger();
    private final AtomicInteger brokenOff = new AtomicInteger();
    private final CallWatch watch = new CallWatch();

    private final CallWatch.Call call = new CallWatch.Call() {
        @Override
        public Duration patience() {
            return PATIENCE;
        }

        @Override
        public boolean isLost(Duration silent) {
            lookedAfter.incrementAndGet();
            return isLost.get();
        }

        @Override
        public void breakOff() {
            brokenOff.incrementAndGet();
        }
    };

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void aCallThatIsLostIsBrokenOffOnce() {
        isLost.set(true);
        CallWatch.Watched watched = watch.begin(call);
        await().atMost(Duration.ofSeconds(5)).until(() -> brokenOff.get() == 1);
        await().during(Duration.ofSeconds(1)).until(() -> brokenOff.get() == 1);
        watched.close();
    }

    @Test
    void aCallThatIsOnlySlowIsLeftAlone() {
        CallWatch.Watched watched = watch.begin(call);
        await().atMost(Duration.ofSeconds(5)).until(() -> lookedAfter.get() > 3);
        await().until(() -> brokenOff.get() == 0);
        isLost.set(true);
        await().atMost(Duration.ofSeconds(5)).until(() -> brokenOff.get() == 1);
        watched.close();
    }

    @Test
    void aCallIsNotLookedAfterWhilePartsOfItLeave() {
        isLost.set(true);
        CallWatch.Watched watched = watch.begin(call);
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).until(() -> {
            watched.advanced();
            return lookedAfter.get() == 0;
        });
        watched.close();
    }

    @Test
    void aCallThatCantBeLookedAfterDoesNotEndTheWatch() {
        CallWatch.Watched broken = watch.begin(new CallWatch.Call() {
            @Override
            public Duration patience() {
                return PATIENCE;
            }

            @Override
            public boolean isLost(Duration silent) {
                throw new IllegalStateException("can't look");
            }

            @Override
            public void breakOff() {}
        });
        isLost.set(true);
        CallWatch.Watched watched = watch.begin(call);
        await().atMost(Duration.ofSeconds(5)).until(() -> brokenOff.get() == 1);
        broken.close();
        watched.close();
    }
}
