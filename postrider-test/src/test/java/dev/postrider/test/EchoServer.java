package dev.postrider.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends back what it gets, and remembers it. */
final class EchoServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    EchoServer() throws IOException {
        daemon(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    String received() {
        return received.toString(StandardCharsets.US_ASCII);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                daemon(() -> echo(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void echo(Socket client) {
        try (client) {
            byte[] chunk = new byte[8192];
            for (int n = client.getInputStream().read(chunk);
                    n >= 0;
                    n = client.getInputStream().read(chunk)) {
                received.write(chunk, 0, n);
                client.getOutputStream().write(chunk, 0, n);
            }
        } catch (IOException e) {
            // The client is gone: its test knows why.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
