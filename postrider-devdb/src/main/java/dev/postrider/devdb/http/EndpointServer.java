package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.Engine;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The listening side: HTTP/1.1 with a thread for each connection.
 *
 * <p>The JDK's own server would do, but it cuts bodies into pieces of 4 and 8 KiB, which cost more than half of the
 * processor time of a large insert or result, and it ends every answer properly, also one that must not look whole.
 */
final class EndpointServer {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 512;
    private static final int BUFFER_BYTES = 64 * 1024;
    /** Of an idle connection, in milliseconds: far above any client's own, so that no request meets a closing one. */
    private static final int IDLE_MILLIS = 3_600_000;

    private final ServerSocket listening;
    private final ExecutorService connections = Executors.newCachedThreadPool(Engine.threads("request"));

    private EndpointServer(ServerSocket listening) {
        this.listening = listening;
    }

    /** @throws java.net.BindException the port is in use */
    static EndpointServer bind(int port) throws IOException {
        ServerSocket listening = new ServerSocket();
        listening.setReuseAddress(true); // after a crash the old connections linger
        listening.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
        return new EndpointServer(listening);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Accepts connections for ever. */
    void serve(QueryHandler queries) throws IOException {
        while (true) {
            Socket socket = listening.accept();
            connections.execute(() -> serve(socket, queries));
        }
    }

    private static void serve(Socket socket, QueryHandler queries) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(IDLE_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES);
            boolean more = true;
            while (more) {
                more = serveOne(in, out, queries);
            }
            // Tells the client that this was all before the socket goes, with whatever it may still be sending.
            socket.shutdownOutput();
        } catch (Answer.BrokenOffException e) {
            // the client has been told why
        } catch (IOException e) {
            System.err.println("a client went away: " + e);
        }
    }

    private static boolean serveOne(InputStream in, OutputStream out, QueryHandler queries) throws IOException {
        RequestHead head;
        WireBody body;
        try {
            head = RequestHead.read(in);
            if (head == null) {
                return false;
            }
            body = new WireBody(head, in, out);
        } catch (RequestHead.MalformedException e) {
            RequestHead nothing = new RequestHead("", "", "", Map.of());
            new Exchange(nothing, InputStream.nullInputStream(), out).reply(400, e.getMessage() + "\n");
            return false;
        }
        Exchange exchange = new Exchange(head, body, out);
        answer(exchange, queries);
        body.transferTo(OutputStream.nullOutputStream());
        return head.keepsAlive();
    }

    private static void answer(Exchange exchange, QueryHandler queries) throws IOException {
        RequestHead head = exchange.head();
        boolean bare = !head.method().equals("POST") && head.rawQuery() == null;
        if (head.path().equals("/ping") || (head.path().equals("/") && bare)) {
            exchange.reply(200, "Ok.\n");
        } else if (head.path().equals("/")) {
            queries.handle(exchange);
        } else {
            exchange.reply(
                    404, "There is no handle " + head.path() + "\nSend queries with POST /, or with GET /?query=…\n");
        }
    }
}
