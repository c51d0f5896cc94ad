package dev.postrider.devdb;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The engine's library in the cache folder; fetched there once by npm. Safe against two processes that fetch at once
 * and against a fetch that was cut off: a library is under its final name only when it is whole.
 */
final class EngineLibrary {
    static final String OTHER_FOLDER = "set POSTRIDER_CACHE_DIR to a folder on another disk";
    private static final String UNFINISHED = ".fetch-";
    /** File locks are held by the whole JVM; between its own threads this one does the work. */
    private static final Object IN_THIS_PROCESS = new Object();

    private final Path cache;
    private final EnginePackage engine;
    private final NpmInstall npm;
    private final PrintStream progress;

    EngineLibrary(Path cache, EnginePackage engine, NpmInstall npm, PrintStream progress) {
        this.cache = cache;
        this.engine = engine;
        this.npm = npm;
        this.progress = progress;
    }

    /**
     * The library's file for this system, fetched first if it is not there yet.
     *
     * @param progress what is being done, for people; written to only while fetching
     * @throws LocalDatabaseException it can't be fetched; the message says what to do
     */
    static Path locate(Path cache, PrintStream progress) {
        EnginePackage engine = EnginePackage.ofThisSystem();
        return new EngineLibrary(cache, engine, new NpmInstall("npm", progress), progress).locate();
    }

    Path locate() {
        Path parent = cache.resolve("chdb").resolve(engine.version());
        Path folder = parent.resolve(engine.folder());
        Path library = folder.resolve(EnginePackage.LIBRARY);
        synchronized (IN_THIS_PROCESS) {
            try {
                if (Files.isRegularFile(library)) {
                    requireGenuine(library, "Delete " + folder + " and start again, which fetches it anew.");
                    return library;
                }
                Files.createDirectories(parent);
                try (FileChannel channel = FileChannel.open(
                                parent.resolve(engine.folder() + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                        FileLock lock = lock(channel)) {
                    assert lock.isValid();
                    if (!Files.isRegularFile(library)) {
                        fetch(parent, folder);
                    }
                }
            } catch (IOException e) {
                throw new LocalDatabaseException(
                        "The ClickHouse engine can't be kept in " + parent + " (" + e.getMessage()
                                + "). Make the folder writable, or set POSTRIDER_CACHE_DIR to one that is.",
                        e);
            }
        }
        return library;
    }

    private FileLock lock(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        if (lock != null) {
            return lock;
        }
        progress.println("Another process is fetching the ClickHouse engine; waiting for it");
        return channel.lock();
    }

    private void fetch(Path parent, Path folder) throws IOException {
        // Whoever left these was cut off: the lock is ours.
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(parent, UNFINISHED + "*")) {
            for (Path left : unfinished) {
                Folders.delete(left);
            }
        }
        DiskSpace.require(parent, EnginePackage.NEEDED_BYTES, OTHER_FOLDER);
        Path workshop = Files.createTempDirectory(parent, UNFINISHED);
        try {
            progress.println("Fetching the ClickHouse engine " + engine.specification() + " into " + folder
                    + " (178 MB to download, 569 MB on disk; only once)");
            npm.install(engine, workshop);
            Path fetched = workshop.resolve("node_modules").resolve(engine.name());
            if (!Files.isRegularFile(fetched.resolve(EnginePackage.LIBRARY))) {
                throw new LocalDatabaseException(
                        "npm installed " + engine.specification() + " without its " + EnginePackage.LIBRARY
                                + ". Remove it from npm's cache (npm cache clean --force) and try again.");
            }
            requireGenuine(
                    fetched.resolve(EnginePackage.LIBRARY),
                    "It was not kept. Clean npm's cache (npm cache clean --force) and see where npm fetches from"
                            + " (npm config get registry).");
            Folders.delete(folder);
            Files.move(fetched, folder, StandardCopyOption.ATOMIC_MOVE);
            progress.println("Fetched the ClickHouse engine");
        } finally {
            Folders.delete(workshop);
        }
    }

    /** A library that is loaded may do whatever this user may do: only the one that was published is. */
    private void requireGenuine(Path library, String remedy) throws IOException {
        String expected = engine.sha256();
        if (expected == null) {
            return;
        }
        PinnedFile pinned = new PinnedFile(library, expected);
        if (!pinned.isGenuine()) {
            throw new LocalDatabaseException("The ClickHouse engine " + library + " is not the one of "
                    + engine.specification() + " and was not loaded: its SHA-256 is " + pinned.actualSha256() + ", not "
                    + expected + ". " + remedy);
        }
    }
}
