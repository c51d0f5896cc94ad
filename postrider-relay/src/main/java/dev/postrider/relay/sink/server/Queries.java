package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.Client;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Asks the server. A question that takes much longer than any did lately, while the server answers others, is broken off: it
 * changes nothing and can be asked again. Thread-safe.
 */
public final class Queries implements AutoCloseable {
    /** A question younger than this is left alone, and costs no ping. */
    private static final Duration YOUNG = Duration.ofSeconds(3);

    /** So many times as long as the slowest of the last few is much longer. */
    private static final int MUCH = 2;

    private final ClickHouseSettings settings;
    private final CallWatch watch;
    private final BooleanSupplier isReachable;
    private final String description;
    private final Supplier<Client> connections;
    private volatile Client client;
    private boolean closed;
    private long slowestNanos;
    /** Each doubles the time that the next question is given: the server may only be slow. */
    private int brokenOff;

    private Queries(
            ClickHouseSettings settings, CallWatch watch, BooleanSupplier isReachable, Supplier<Client> connections) {
        this.settings = settings;
        this.watch = watch;
        this.isReachable = isReachable;
        this.description = settings.endpoint() + "/" + settings.database() + "." + settings.table();
        this.connections = connections;
        this.client = connections.get();
    }

    /**
     * Over as many connections as there are questions at once.
     *
     * @param isReachable whether the server answers others
     */
    public static Queries overMany(ClickHouseSettings settings, CallWatch watch, BooleanSupplier isReachable) {
        return new Queries(settings, watch, isReachable, () -> Clients.queries(settings));
    }

    /**
     * Over one connection, so that one question after the other reaches the same of several replicas behind a balancer.
     *
     * @param isReachable whether the server answers others
     */
    public static Queries overOne(ClickHouseSettings settings, CallWatch watch, BooleanSupplier isReachable) {
        return new Queries(settings, watch, isReachable, () -> Clients.oneByOne(settings));
    }

    public interface Question<T> {
        T ask(Client client) throws SinkException;
    }

    /** The connections that questions are asked on, now. */
    public Client client() {
        return client;
    }

    public <T> T ask(Question<T> question) throws SinkException {
        Client asked = client;
        long began = System.nanoTime();
        try (CallWatch.Watched watched = watch.begin(new Asked(asked))) {
            T answer = question.ask(asked);
            answered(System.nanoTime() - began);
            return answer;
        } catch (RuntimeException e) {
            throw new SinkException(description + ": " + OutcomeTable.reason(e), e);
        }
    }

    private final class Asked implements CallWatch.Call {
        private final Client asked;

        Asked(Client asked) {
            this.asked = asked;
        }

        @Override
        public Duration patience() {
            return Queries.this.patience();
        }

        @Override
        public boolean isLost(Duration silent) {
            return silent.compareTo(Clients.longestQuestion(settings)) > 0 || isReachable.getAsBoolean();
        }

        @Override
        public void breakOff() {
            giveUp(asked);
        }
    }

    private synchronized void answered(long nanos) {
        slowestNanos = Math.max(nanos, slowestNanos / 2);
        brokenOff = Math.max(0, brokenOff - 1);
    }

    /** How long a question may stay silent before it is asked whether the server answers others. */
    synchronized Duration patience() {
        long longest = Clients.longestQuestion(settings).toNanos();
        long nanos = Math.max(YOUNG.toNanos(), MUCH * slowestNanos);
        for (int i = 0; i < brokenOff && nanos < longest; i++) {
            nanos *= 2;
        }
        return Duration.ofNanos(Math.min(nanos, longest));
    }

    private synchronized void giveUp(Client asked) {
        if (asked == client) {
            brokenOff++;
            renew();
        } else {
            asked.close();
        }
    }

    /** All connections are suspicious: the next question gets a fresh one. */
    public synchronized void renew() {
        Client suspicious = client;
        if (!closed) {
            client = connections.get();
        }
        suspicious.close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.close();
    }
}
