package dev.postrider.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One client's connection through a {@link FaultProxy}: a thread for each direction. */
final class ProxiedConnection {
    private static final int HEARD_OUT_MILLIS = 10_000;
    private static final int CHUNK_BYTES = 1 << 16;

    private final FaultProxy proxy;
    private final Socket client;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Whether bytes of a request passed since the last response: the next byte back is a turn. */
    private final AtomicBoolean awaitingResponse = new AtomicBoolean();

    /** Swallows whatever comes, from either side, and passes on no end either. */
    private volatile boolean forgotten;

    private volatile @Nullable Socket server;

    /** The choice of faults that the request's thread counts for. */
    private long countedSince = -1;

    private long requestBytesLeft;

    ProxiedConnection(FaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
    }

    void start() {
        thread(this::connectAndPumpRequests, "requests").start();
    }

    /** Resets the client's connection; the server sees its end, after all that was passed on. */
    void cut() {
        end(true);
    }

    /** Carries nothing from now on, and lets neither side know. */
    void forget() {
        forgotten = true;
    }

    private void connectAndPumpRequests() {
        try {
            // In a black hole not even the server hears of the connection.
            proxy.awaitPassage();
            Socket upstream = proxy.connectUpstream();
            server = upstream;
            if (ended.get()) {
                upstream.close();
                return;
            }
            thread(() -> pump(upstream, client, this::passResponse), "responses")
                    .start();
            pump(client, upstream, this::passRequest);
        } catch (IOException e) {
            // The server is not there: to the client that is a reset, as from a real one behind a load balancer.
            end(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(true);
        }
    }

    private interface Passage {
        /** Passes bytes on; false if the connection was cut instead. */
        boolean pass(byte[] bytes, int length, Faults faults, OutputStream to) throws IOException, InterruptedException;
    }

    private void pump(Socket from, Socket to, Passage passage) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                Faults faults = proxy.awaitPassage();
                if (!forgotten && !passage.pass(chunk, length, faults, out)) {
                    return;
                }
            }
            proxy.awaitPassage();
            if (forgotten) {
                return;
            }
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                end(false);
            }
        } catch (IOException e) {
            // One side is gone, so the other one goes too; what they make of it is what the test looks at.
            if (!forgotten) {
                end(false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(true);
        }
    }

    private boolean passRequest(byte[] bytes, int length, Faults faults, OutputStream to)
            throws IOException, InterruptedException {
        awaitingResponse.set(true);
        if (faults.mode() != Faults.Mode.CUT_REQUESTS) {
            write(bytes, length, faults, to);
            return true;
        }
        if (countedSince != faults.choice()) {
            countedSince = faults.choice();
            requestBytesLeft = faults.requestBytes();
        }
        int allowed = (int) Math.min(length, requestBytesLeft);
        write(bytes, allowed, faults, to);
        requestBytesLeft -= allowed;
        if (allowed == length) {
            return true;
        }
        cut();
        return false;
    }

    private boolean passResponse(byte[] bytes, int length, Faults faults, OutputStream to)
            throws IOException, InterruptedException {
        if (faults.mode() == Faults.Mode.CUT_RESPONSES) {
            cut();
            return false;
        }
        if (awaitingResponse.getAndSet(false)) {
            pause(faults.latency());
        }
        write(bytes, length, faults, to);
        return true;
    }

    private static void write(byte[] bytes, int length, Faults faults, OutputStream to)
            throws IOException, InterruptedException {
        if (faults.bytesPerSecond() == Long.MAX_VALUE) {
            to.write(bytes, 0, length);
            return;
        }
        // Twenty slices a second, so that a slow line is slow evenly.
        int slice = (int) Math.max(1, Math.min(CHUNK_BYTES, faults.bytesPerSecond() / 20));
        for (int offset = 0; offset < length; offset += slice) {
            int size = Math.min(slice, length - offset);
            to.write(bytes, offset, size);
            pause(Duration.ofNanos((long) (size * 1e9 / faults.bytesPerSecond())));
        }
    }

    private static void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    private void end(boolean byTheProxy) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            if (byTheProxy) {
                // Closing with a linger time of zero sends a reset instead of an orderly end.
                client.setSoLinger(true, 0);
            }
            client.close();
            Socket upstream = server;
            if (upstream != null) {
                thread(() -> endInOrder(upstream), "end").start();
            }
        } catch (IOException e) {
            throw new IllegalStateException("a connection of the proxy could not be closed", e);
        } finally {
            proxy.ended(this, byTheProxy);
        }
    }

    /**
     * Lets the server see an orderly end and hears it out: the local ClickHouse aborts when it is answering and its connection
     * is reset.
     */
    private static void endInOrder(Socket upstream) {
        try (upstream) {
            upstream.shutdownOutput();
            upstream.setSoTimeout(HEARD_OUT_MILLIS);
            upstream.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // It ended first, or says no more.
        }
    }

    private Thread thread(Runnable work, String direction) {
        Thread thread = new Thread(work, "fault-proxy-" + proxy.port() + "-" + direction);
        thread.setDaemon(true);
        return thread;
    }
}
