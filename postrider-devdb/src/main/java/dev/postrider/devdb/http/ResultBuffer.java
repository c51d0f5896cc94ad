package dev.postrider.devdb.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The beginning of a result, or all of it if the client wants to wait for the end: then what is large goes to a file. */
final class ResultBuffer implements AutoCloseable {
    private static final int MEMORY_BYTES = 256 * 1024;

    private final boolean unlimited;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream toFile;

    ResultBuffer(boolean unlimited) {
        this.unlimited = unlimited;
    }

    /** Keeps the bytes; false if there is no room for them. */
    boolean add(byte[] bytes, int length) throws IOException {
        if (toFile == null && memory.size() + length <= MEMORY_BYTES) {
            memory.write(bytes, 0, length);
            return true;
        }
        if (!unlimited) {
            return false;
        }
        if (toFile == null) {
            file = Files.createTempFile("postrider-result-", null);
            toFile = Files.newOutputStream(file);
            memory.writeTo(toFile);
            memory.reset();
        }
        toFile.write(bytes, 0, length);
        return true;
    }

    boolean isInMemory() {
        return file == null;
    }

    byte[] inMemory() {
        return memory.toByteArray();
    }

    void moveTo(OutputStream out) throws IOException {
        memory.writeTo(out);
        memory.reset();
        if (file != null && toFile != null) {
            toFile.close();
            Files.copy(file, out);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null && toFile != null) {
            toFile.close();
            Files.deleteIfExists(file);
        }
    }
}
