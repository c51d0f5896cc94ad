package dev.postrider.spring.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock();

    @Test
    void beforeTheFirstLookNothingIsKnown() {
        Watch<String> watch = new Watch<>("test", () -> "seen", Duration.ofSeconds(3), Duration.ofSeconds(6), clock);

        assertThat(watch.last()).isEqualTo(new Observation.None<String>());
    }

    @Test
    void aFailureIsRememberedWithTheDriversReasonSinceItsFirstTime() {
        Watch<String> watch = new Watch<>(
                "test",
                () -> {
                    throw new IllegalStateException("no", new SQLException("Connection to db:5432 refused.\nMore"));
                },
                Duration.ofSeconds(3),
                Duration.ofSeconds(6),
                clock);
        watch.lookOnce();
        clock.now = START.plusSeconds(60);
        watch.lookOnce();

        assertThat(watch.last()).isEqualTo(new Observation.Unseen<String>("Connection to db:5432 refused.", START));
    }

    @Test
    void aLookThatHangsForTooLongCountsAsFailed() throws InterruptedException {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Watch<String> watch = new Watch<>(
                "test",
                () -> {
                    looking.countDown();
                    goOn.await();
                    return "seen";
                },
                Duration.ofSeconds(3),
                Duration.ofSeconds(6),
                clock);
        try (watch) {
            watch.start();
            assertThat(looking.await(10, TimeUnit.SECONDS)).isTrue();
            clock.now = START.plusSeconds(6);
            assertThat(watch.last()).isEqualTo(new Observation.None<String>());
            clock.now = START.plusSeconds(7);
            assertThat(watch.last()).isEqualTo(new Observation.Unseen<String>("no answer for 7 s", START));
            goOn.countDown();
        }
    }

    private static final class SettableClock extends Clock {
        private volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
