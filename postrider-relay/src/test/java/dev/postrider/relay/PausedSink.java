package dev.postrider.relay;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.Sink;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** Keeps the first send back, as a paused process does, until it is let go. */
final class PausedSink extends PassingSink {
    final AtomicReference<EncodedBatch> paused = new AtomicReference<>();
    final AtomicReference<SendOutcome> late = new AtomicReference<>();
    final CountDownLatch goesOn = new CountDownLatch(1);

    PausedSink(Sink sink) {
        super(sink);
    }

    @Override
    public SendOutcome send(EncodedBatch batch) {
        if (!paused.compareAndSet(null, batch)) {
            return super.send(batch);
        }
        try {
            goesOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        SendOutcome outcome = super.send(batch);
        late.set(outcome);
        return outcome;
    }
}
