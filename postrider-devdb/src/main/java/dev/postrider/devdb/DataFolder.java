package dev.postrider.devdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder in which one developer's local databases keep their data, with a lock: one process at a time runs databases in
 * it. Not thread-safe; close it after the databases.
 */
public final class DataFolder implements AutoCloseable {
    private static final String MARKER = "postrider-data.txt";
    private static final String LOCK = "postrider.lock";
    private static final String POSTGRES = "postgres";
    private static final String CLICKHOUSE = "clickhouse";
    private static final Set<String> OWN = Set.of(MARKER, LOCK, POSTGRES, CLICKHOUSE);

    private final Path root;
    private final FolderLock lock;

    private DataFolder(Path root, FolderLock lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Opens the folder, created if it is missing.
     *
     * @throws LocalDatabaseException if another living process has it open, if it cannot be written, or if it holds files
     *     that are not of local databases
     */
    public static DataFolder open(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Path root = Files.createDirectories(absolute).toRealPath();
            requireOwn(root);
            Path lockFile = root.resolve(LOCK);
            FolderLock lock = FolderLock.tryAcquire(lockFile)
                    .orElseThrow(() -> new LocalDatabaseException("the data folder " + root + " is in use by "
                            + FolderLock.holder(lockFile)
                            + "; stop that, or set POSTRIDER_DATA_DIR to another folder"));
            Files.writeString(
                    root.resolve(MARKER),
                    "The data of Postrider's local databases. Safe to delete while they are stopped.\n");
            return new DataFolder(root, lock);
        } catch (IOException e) {
            throw new LocalDatabaseException(
                    "the data folder " + absolute + " cannot be used (" + e
                            + "); set POSTRIDER_DATA_DIR to a folder that is writable",
                    e);
        }
    }

    private static void requireOwn(Path root) throws IOException {
        List<String> foreign;
        try (Stream<Path> entries = Files.list(root)) {
            foreign = entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !OWN.contains(name))
                    .sorted()
                    .limit(5)
                    .toList();
        }
        boolean marked = Files.exists(root.resolve(MARKER));
        boolean taken = Files.exists(root.resolve(POSTGRES)) || Files.exists(root.resolve(CLICKHOUSE));
        if (!foreign.isEmpty() || (taken && !marked)) {
            throw new LocalDatabaseException(root + " does not look like a data folder of local databases ("
                    + (foreign.isEmpty() ? "it has no " + MARKER : "it holds " + String.join(", ", foreign))
                    + "); set POSTRIDER_DATA_DIR to an empty or a new folder");
        }
    }

    /** Absolute, without links. */
    public Path root() {
        return root;
    }

    public Path postgres() {
        return root.resolve(POSTGRES);
    }

    public Path clickHouse() {
        return root.resolve(CLICKHOUSE);
    }

    /** Deletes PostgreSQL's data, after stopping a server that a dead process left behind on it. */
    public void deletePostgres() {
        LocalPostgres.stopLeftOver(postgres());
        delete(postgres());
    }

    /** Deletes ClickHouse's data. */
    public void deleteClickHouse() {
        delete(clickHouse());
    }

    private static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new LocalDatabaseException("the data in " + folder + " could not be deleted: " + e, e);
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
