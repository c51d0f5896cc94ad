package dev.postrider.devdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a server on a data folder: a lock of the operating system on a file in it, so it ends with the
 * process that holds it, however that process ends.
 */
final class FolderLock implements AutoCloseable {
    /**
     * Folders locked by this JVM. Asked before the file is opened: closing any channel of a file drops all locks that
     * the process has on it (POSIX), so a second attempt must not even open it.
     */
    private static final Set<Path> HELD_HERE = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The lock, or nothing if a living process (this one included) has it. */
    static Optional<FolderLock> tryAcquire(Path file) throws IOException {
        synchronized (HELD_HERE) {
            if (HELD_HERE.contains(file)) {
                return Optional.empty();
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lockOrClose(channel);
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            HELD_HERE.add(file);
            return Optional.of(new FolderLock(file, channel));
        }
    }

    private static @Nullable FileLock lockOrClose(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Who wrote its process id into the lock's file last, for messages. */
    static String holder(Path file) {
        try {
            return "process " + Files.readString(file).strip();
        } catch (IOException e) {
            return "another process";
        }
    }

    @Override
    public void close() {
        synchronized (HELD_HERE) {
            HELD_HERE.remove(file);
            try {
                channel.close();
            } catch (IOException e) {
                throw new LocalDatabaseException("the lock " + file + " could not be released", e);
            }
        }
    }
}
