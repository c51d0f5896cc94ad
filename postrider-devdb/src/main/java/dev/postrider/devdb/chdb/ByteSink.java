package dev.postrider.devdb.chdb;

import java.io.IOException;

/** Takes a result piece by piece. */
@FunctionalInterface
public interface ByteSink {
    /** Takes the first {@code length} bytes; they are valid only during the call. */
    void write(byte[] bytes, int length) throws IOException;
}
