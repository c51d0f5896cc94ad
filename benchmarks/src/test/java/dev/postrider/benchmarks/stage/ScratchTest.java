package dev.postrider.benchmarks.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
    @TempDir
    Path folder;

    @Test
    void givesBackSpaceAtOnceAndDeletesItsOwnFilesAtTheEnd() throws IOException {
        Path foreign = Files.writeString(folder.resolve("foreign"), "x".repeat(2 << 20));
        Path large;
        try (Scratch scratch = new Scratch(folder)) {
            Path scenario = scratch.folder("drain");
            large = Files.writeString(
                    Files.createDirectory(scenario.resolve("postgres")).resolve("large"), "x".repeat(2 << 20));
            Path small = Files.writeString(scenario.resolve("small"), "x");

            scratch.drain(scenario);

            assertThat(large).isEmptyFile();
            assertThat(small).hasSize(1);
            assertThat(scratch.folder("drain")).isEmptyDirectory();
        }

        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(foreign));
        assertThat(foreign).hasSize(2 << 20);
    }
}
