package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void aMissingFolderIsCreatedAndMarked() {
        try (DataFolder data = DataFolder.open(folder.resolve("a/b"))) {
            assertThat(data.root().resolve("postrider-data.txt")).isRegularFile();
        }
    }

    @Test
    void aFolderWithOtherFilesIsRefusedAndStaysAsItIs() throws IOException {
        Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear");
        assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining("letter.txt")
                .hasMessageContaining("POSTRIDER_DATA_DIR");
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(letter);
        }
    }

    @Test
    void aFolderOfDatabasesThatAreNotMarkedAsOursIsRefused() throws IOException {
        Files.createDirectories(folder.resolve("postgres/base"));
        assertThatThrownBy(() -> DataFolder.open(folder)).hasMessageContaining("postrider-data.txt");
        assertThat(folder.resolve("postgres/base")).isDirectory();
    }

    @Test
    void oneProcessAtATimeHasIt() {
        DataFolder first = DataFolder.open(folder);
        assertThatThrownBy(() -> DataFolder.open(folder))
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid());
        first.close();
        DataFolder.open(folder).close();
    }

    @Test
    void deletingStaysWithinTheFolder() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "");
        try (DataFolder data = DataFolder.open(folder.resolve("data"))) {
            Files.createDirectories(data.clickHouse().resolve("store"));
            Files.createSymbolicLink(data.clickHouse().resolve("link"), outside);
            data.deleteClickHouse();
            assertThat(data.clickHouse()).doesNotExist();
            assertThat(kept).exists();
        }
    }
}
