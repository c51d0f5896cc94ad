package dev.postrider.benchmarks.stage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the servers of all scenarios of a run keep their data, and what becomes of it.
 *
 * <p>Files are deleted when the run is over, not before: ext4 does not use the inodes of deleted files again for minutes, and
 * walks past all of them whenever it looks for a free one. After some ten thousand deletions that took a quarter of a core from a ClickHouse
 * engine that makes a dozen files for each insert.
 */
public final class Scratch implements AutoCloseable {
    /** Smaller files hold little of the space. */
    private static final long LARGE_BYTES = 1 << 20;

    private final Path run;

    /** Makes a folder for this run in another. */
    public Scratch(Path folder) throws IOException {
        Files.createDirectories(folder);
        this.run = Files.createTempDirectory(folder, "run-");
    }

    /** An empty folder for a scenario. */
    public Path folder(String scenario) throws IOException {
        return Files.createTempDirectory(run, scenario + "-");
    }

    /** Gives back a folder's space but for little; the servers have ended. */
    public void drain(Path folder) throws IOException {
        for (Path path : below(folder)) {
            if (Files.isRegularFile(path) && Files.size(path) >= LARGE_BYTES) {
                FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                        .close();
            }
        }
    }

    /** Deletes everything of this run. */
    @Override
    public void close() throws IOException {
        for (Path path : below(run)) {
            Files.deleteIfExists(path);
        }
    }

    /** The deepest first. */
    private static List<Path> below(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
