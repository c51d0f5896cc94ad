package dev.postrider.crashtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system in memory that is soon full. Mounting one takes root, or sudo without a password. */
record SmallDisk(Path folder) implements AutoCloseable {
    private static final int CHUNK_BYTES = 4_096;

    /** Mounts one, or skips the test where this user may not. */
    static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException {
        List<String> options = List.of("-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=0777", "tmpfs");
        List<String> words = new ArrayList<>(options);
        words.add(folder.toString());
        assumeThat(asRoot("mount", words))
                .as("no small file system can be mounted on %s: that takes root, or sudo without a password", folder)
                .isTrue();
        return new SmallDisk(folder);
    }

    /** Writes a file until not a byte is left. */
    void fill(Path ballast) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            while (ballast.toFile().getUsableSpace() >= CHUNK_BYTES) {
                out.write(chunk);
            }
        }
    }

    /** The server on it may take a moment to let go of its files. */
    @Override
    public void close() throws IOException, InterruptedException {
        assertThat(asRoot("umount", List.of("-l", folder.toString())))
                .as("unmounting %s", folder)
                .isTrue();
    }

    private static boolean asRoot(String command, List<String> arguments) throws IOException, InterruptedException {
        return run(List.of(), command, arguments) || run(List.of("sudo", "-n"), command, arguments);
    }

    private static boolean run(List<String> prefix, String command, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(prefix);
        words.add(command);
        words.addAll(arguments);
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }
}
