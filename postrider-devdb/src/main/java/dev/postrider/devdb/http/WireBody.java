package dev.postrider.devdb.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A request's body as HTTP/1.1 frames it: so many bytes, or chunks. Its end is never mistaken for the client's. */
final class WireBody extends InputStream {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    private static final int HEXADECIMAL = 16;

    private final InputStream in;
    private final OutputStream out;
    private final boolean chunked;
    /** Bytes left of the body, or of the current chunk. */
    private long left;

    private boolean ended;
    private boolean continueExpected;
    private boolean begun;

    WireBody(RequestHead head, InputStream in, OutputStream out) throws IOException {
        this.in = in;
        this.out = out;
        this.chunked = head.has("Transfer-Encoding", "chunked");
        this.left = chunked ? 0 : length(head);
        this.ended = !chunked && left == 0;
        this.continueExpected = head.has("Expect", "100-continue");
    }

    private static long length(RequestHead head) throws IOException {
        String length = head.header("Content-Length");
        return length == null ? 0 : number(length, 10);
    }

    private static long number(String digits, int radix) throws IOException {
        try {
            long number = Long.parseLong(digits.strip(), radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new RequestHead.MalformedException("a length is not a number: " + digits);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (continueExpected && !ended) {
            continueExpected = false;
            out.write(CONTINUE);
            out.flush();
        }
        if (chunked && left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int n = in.read(target, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw new EOFException("the connection was closed before the end of the body");
        }
        left -= n;
        ended = !chunked && left == 0;
        return n;
    }

    private void nextChunk() throws IOException {
        if (begun) {
            RequestHead.line(in, in.read());
        }
        begun = true;
        String size = RequestHead.line(in, in.read());
        int extension = size.indexOf(';');
        left = number(extension < 0 ? size : size.substring(0, extension), HEXADECIMAL);
        if (left == 0) {
            ended = true;
            while (!RequestHead.line(in, in.read()).isEmpty()) {
                // trailers mean nothing here
            }
        }
    }
}
