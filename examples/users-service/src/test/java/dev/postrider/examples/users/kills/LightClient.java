package dev.postrider.examples.users.kills;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A client that costs little beside what it measures, and that never sends a request a second time by itself: one
 * connection, kept open. Belongs to one thread, which closes it.
 */
final class LightClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(30).toMillis();

    private final int port;
    private @Nullable Socket socket;
    private @Nullable InputStream answers;

    LightClient(int port) {
        this.port = port;
    }

    /**
     * Posts JSON.
     *
     * @return the answer's status
     * @throws IOException there is no answer, or only a part of one: whether the request was carried out is unknown
     */
    int post(String path, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST " + path
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        try {
            InputStream in = connect();
            if (socket == null) {
                throw new EOFException("no connection");
            }
            socket.getOutputStream().write(request);
            return readAnswer(in);
        } catch (IOException failed) {
            close();
            throw failed;
        }
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
            answers = null;
        }
    }

    private InputStream connect() throws IOException {
        if (answers == null) {
            Socket fresh = new Socket(InetAddress.getLoopbackAddress(), port);
            fresh.setTcpNoDelay(true);
            fresh.setSoTimeout(TIMEOUT_MILLIS);
            socket = fresh;
            answers = new BufferedInputStream(fresh.getInputStream());
        }
        return answers;
    }

    private int readAnswer(InputStream in) throws IOException {
        int status =
                Integer.parseInt(readLine(in).substring("HTTP/1.1 ".length()).substring(0, 3));
        long length = 0;
        boolean chunked = false;
        boolean last = false;
        for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            }
            chunked |= lower.equals("transfer-encoding: chunked");
            last |= lower.equals("connection: close");
        }
        if (chunked) {
            for (int size = readSize(in); size > 0; size = readSize(in)) {
                in.skipNBytes(size + 2L);
            }
            readLine(in);
        } else {
            in.skipNBytes(length);
        }
        if (last) {
            close();
        }
        return status;
    }

    private static int readSize(InputStream in) throws IOException {
        return Integer.parseInt(readLine(in), 16);
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended in the middle of an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
