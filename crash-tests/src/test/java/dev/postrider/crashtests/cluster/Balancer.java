package dev.postrider.crashtests.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Passes each connection to the next of several ports that accepts it, as a balancer in front of replicas does. */
final class Balancer implements AutoCloseable {
    private static final int CONNECT_MILLIS = 500;

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private volatile List<Integer> ports;

    Balancer(List<Integer> ports) {
        this.ports = ports;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        begin("balancer", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Passes new connections to these alone, and cuts those that are open. */
    void only(List<Integer> some) {
        ports = some;
        open.forEach(Balancer::close);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                begin("balanced", () -> pass(client));
            } catch (IOException e) {
                // closed, or a client that left at once
            }
        }
    }

    private void pass(Socket client) {
        Socket server = connected();
        if (server == null) {
            close(client);
            return;
        }
        open.add(server);
        begin("balanced-back", () -> pump(server, client));
        pump(client, server);
        open.remove(client);
        open.remove(server);
    }

    private @Nullable Socket connected() {
        List<Integer> known = ports;
        for (int i = 0; i < known.size(); i++) {
            Socket socket = new Socket();
            try {
                int port = known.get(Math.floorMod(next.getAndIncrement(), known.size()));
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
                return socket;
            } catch (IOException e) {
                close(socket);
            }
        }
        return null;
    }

    private static void pump(Socket from, Socket to) {
        byte[] bytes = new byte[1 << 16];
        try {
            for (int read = from.getInputStream().read(bytes);
                    read >= 0;
                    read = from.getInputStream().read(bytes)) {
                to.getOutputStream().write(bytes, 0, read);
            }
        } catch (IOException e) {
            // one end is gone, so is the other
        } finally {
            close(from);
            close(to);
        }
    }

    private static void begin(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Closeable closed) {
        try {
            closed.close();
        } catch (IOException e) {
            // it is gone all the same
        }
    }

    @Override
    public void close() {
        close(listener);
        open.forEach(Balancer::close);
    }
}
