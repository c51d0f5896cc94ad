package dev.postrider.devdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks for room before a server is unpacked or started: servers report a full disk late and badly. */
final class DiskSpace {
    private DiskSpace() {}

    /**
     * Refuses a folder on a file system with fewer free bytes.
     *
     * @param folder exists
     * @param remedy what to set to use another folder
     */
    static void require(Path folder, long bytes, String remedy) {
        long usable;
        try {
            usable = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new LocalDatabaseException("the free space of " + folder + " could not be read", e);
        }
        if (usable < bytes) {
            throw new LocalDatabaseException("no disk space: " + folder + " has " + megabytes(usable) + " MB left and "
                    + megabytes(bytes) + " MB are needed; free some, or " + remedy);
        }
    }

    private static long megabytes(long bytes) {
        return bytes / 1_000_000;
    }
}
