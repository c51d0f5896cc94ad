package dev.postrider.test;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on 127.0.0.1 between a client and its server that breaks the connection in the ways that matter: refused,
 * silent, half-open, cut within a request, cut before the response, slow. It starts by passing everything through. A fault applies at
 * once, to open connections too, and until another is chosen; {@link #passThrough()} ends them all.
 *
 * <p>Thread-safe. Whoever opened it closes it; that cuts all connections.
 */
public final class FaultProxy implements AutoCloseable {
    private final String host;
    private final int upstreamPort;
    private final int port;
    private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong cut = new AtomicLong();

    /** Guarded by this, as the sockets are; read without it by the connections' threads. */
    private volatile Faults faults = Faults.none();

    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;

    /** Holds the port all the time, bound but not listening: while connections are refused, nobody else may get it. */
    private final Socket placeholder = new Socket();

    private volatile boolean closed;

    private FaultProxy(String host, int upstreamPort) throws IOException {
        this.host = host;
        this.upstreamPort = upstreamPort;
        placeholder.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        placeholder.bind(new InetSocketAddress(loopback(), 0));
        this.port = placeholder.getLocalPort();
        listenAgain();
    }

    /** A proxy on a free port, in front of this server. The server need not run yet. */
    public static FaultProxy to(String host, int port) {
        try {
            return new FaultProxy(host, port);
        } catch (IOException e) {
            throw new UncheckedIOException("no proxy to " + host + ":" + port + " could be opened", e);
        }
    }

    /** Where clients connect, on {@link #host()}. */
    public int port() {
        return port;
    }

    /** Always 127.0.0.1. */
    public String host() {
        return "127.0.0.1";
    }

    /** Ends all faults, latency and bandwidth included. Connections that were held go on where they stopped. */
    public synchronized void passThrough() {
        become(faults.ended());
    }

    /** New connections are refused as if nothing listened on the port; the open ones are reset. */
    public synchronized void refuse() {
        become(faults.with(Faults.Mode.REFUSE, 0));
        cutConnections();
    }

    /** Connections are accepted, and nothing passes in either direction. */
    public synchronized void blackhole() {
        become(faults.with(Faults.Mode.BLACKHOLE, 0));
    }

    /**
     * The lost reply: requests reach the server, and at the first byte that it answers the client's connection is reset. The
     * server must not answer before it has the whole request: no {@code Expect: 100-continue}, and
     * {@code wait_end_of_query=1} for ClickHouse.
     */
    public synchronized void cutResponses() {
        become(faults.with(Faults.Mode.CUT_RESPONSES, 0));
    }

    /**
     * The server gets this many bytes more of each connection, then its end, and the client's connection is reset.
     *
     * @param bytes counted from now on, and from its begin for a new connection
     */
    public synchronized void cutRequestsAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("cannot cut after " + bytes + " bytes");
        }
        become(faults.with(Faults.Mode.CUT_REQUESTS, bytes));
    }

    /** Every turn from request to response takes this much longer. {@link Duration#ZERO} ends it. */
    public synchronized void latency(Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency " + latency + " is negative");
        }
        become(faults.withLatency(latency));
    }

    /** Each direction of each connection carries at most this much; {@link #passThrough()} ends it. */
    public synchronized void bandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "bandwidth " + bytesPerSecond + " bytes/s is less than 1; blackhole() lets nothing pass");
        }
        become(faults.withBandwidth(bytesPerSecond));
    }

    /** Resets all open connections; the fault stays what it is. */
    public void cutConnections() {
        open.forEach(ProxiedConnection::cut);
    }

    /**
     * Half-open connections: those that are open now carry nothing any more and never end by themselves, as behind a
     * firewall that has forgotten them; the server does not learn that its client is gone. New connections are not touched,
     * and {@link #passThrough()} does not bring the forgotten ones back.
     */
    public void forgetConnections() {
        open.forEach(ProxiedConnection::forget);
    }

    /** How many connections were accepted since the proxy was opened. */
    public long connections() {
        return accepted.get();
    }

    /** How many connections are open now. */
    public int openConnections() {
        return open.size();
    }

    /** How many connections the proxy has reset: await this to know that a fault struck. */
    public long cuts() {
        return cut.get();
    }

    @Override
    public void close() {
        closed = true;
        synchronized (this) {
            quietly(listener);
            quietly(placeholder);
            notifyAll();
        }
        cutConnections();
    }

    private void become(Faults next) {
        try {
            if (next.mode() == Faults.Mode.REFUSE) {
                stopListening();
            } else {
                listenAgain();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " of the proxy was lost", e);
        }
        faults = next;
        notifyAll();
    }

    private void stopListening() throws IOException {
        if (listener == null) {
            return;
        }
        listener.close();
        listener = null;
        if (acceptor != null) {
            // Until it has left accept() the system still has the socket listening.
            joined(acceptor);
        }
    }

    private void listenAgain() throws IOException {
        if (listener != null || closed) {
            return;
        }
        ServerSocket socket = new ServerSocket();
        socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        socket.bind(new InetSocketAddress(loopback(), port), 100);
        listen(socket);
    }

    private void listen(ServerSocket socket) {
        listener = socket;
        Thread thread = new Thread(() -> accept(socket), "fault-proxy-" + port);
        thread.setDaemon(true);
        thread.start();
        acceptor = thread;
    }

    private static void joined(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while closing the port");
        }
    }

    private void accept(ServerSocket socket) {
        while (true) {
            Socket client;
            try {
                client = socket.accept();
            } catch (IOException e) {
                // Closed: by close() or by refuse().
                return;
            }
            accepted.incrementAndGet();
            ProxiedConnection connection = new ProxiedConnection(this, client);
            open.add(connection);
            connection.start();
            if (closed || faults.mode() == Faults.Mode.REFUSE) {
                connection.cut();
            }
        }
    }

    Socket connectUpstream() throws IOException {
        return new Socket(host, upstreamPort);
    }

    /** The faults in force, waiting for as long as nothing may pass. */
    Faults awaitPassage() throws InterruptedException {
        Faults now = faults;
        if (now.mode() != Faults.Mode.BLACKHOLE) {
            return now;
        }
        synchronized (this) {
            while (faults.mode() == Faults.Mode.BLACKHOLE && !closed) {
                wait();
            }
            return faults;
        }
    }

    void ended(ProxiedConnection connection, boolean byTheProxy) {
        open.remove(connection);
        if (byTheProxy) {
            cut.incrementAndGet();
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static void quietly(@Nullable AutoCloseable socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (Exception e) {
                throw new IllegalStateException("a socket of the proxy could not be closed", e);
            }
        }
    }
}
