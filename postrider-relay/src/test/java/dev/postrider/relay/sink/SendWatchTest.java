package dev.postrider.relay.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class SendWatchTest {
    private final AtomicBoolean answersPings = new AtomicBoolean(true);
    private final AtomicInteger brokenOff = new AtomicInteger();
    private final SendWatch watch =
            new SendWatch(Duration.ofSeconds(30), answersPings::get, brokenOff::incrementAndGet);

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void aSendIsBrokenOffThatStaysSilentWhileTheServerAnswersOthers() {
        SendWatch.Watched send = watch.begin();
        await().atMost(Duration.ofSeconds(5)).until(() -> brokenOff.get() == 1);
        send.close();
        assertThat(watch.patience()).as("the server may only be slow").isEqualTo(Duration.ofSeconds(3));

        SendWatch.Watched next = watch.begin();
        next.answered();
        next.close();
        assertThat(watch.patience()).isEqualTo(Duration.ofMillis(1_500));
    }

    @Test
    void aSendIsNotBrokenOffWhileTheServerAnswersNobody() {
        answersPings.set(false);
        SendWatch.Watched send = watch.begin();
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> brokenOff.get() == 0);
        answersPings.set(true);
        await().atMost(Duration.ofSeconds(5)).until(() -> brokenOff.get() == 1);
        send.close();
    }

    @Test
    void aSendIsNotBrokenOffWhilePartsOfItLeave() {
        SendWatch.Watched send = watch.begin();
        await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(() -> {
            send.advanced();
            return brokenOff.get() == 0;
        });
        send.close();
    }
}
