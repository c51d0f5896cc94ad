package dev.postrider.devdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fetching the engine, with a script in the place of npm: what the network does is not ours to test. */
@Timeout(60)
class EngineLibraryTest {
    private static final String LIBRARY_SHA256 = "b718f1354f7247312eca086d9a024afe5fa717ddea5adeddd6f12bcf945b2e8c";
    private static final EnginePackage ENGINE =
            new EnginePackage("@chdb/lib-linux-x64-gnu", EnginePackage.VERSION, LIBRARY_SHA256);

    @TempDir
    Path folder;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({
        "Linux,amd64,@chdb/lib-linux-x64-gnu",
        "Linux,aarch64,@chdb/lib-linux-arm64-gnu",
        "Mac OS X,aarch64,@chdb/lib-darwin-arm64",
        "Mac OS X,x86_64,@chdb/lib-darwin-x64",
    })
    void everySystemHasItsPackage(String os, String architecture, String name) {
        assertThat(EnginePackage.of(os, architecture).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"Windows 11,amd64", "Linux,riscv64"})
    void otherSystemsAreToldWhatToDo(String os, String architecture) {
        assertThatThrownBy(() -> EnginePackage.of(os, architecture))
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining(os)
                .hasMessageContaining("CLICKHOUSE_HOST");
    }

    @Test
    void theLibraryIsFetchedOnceWithProgressAndWhatWasCutOffIsRemoved() throws IOException {
        Path npm = npm("sleep 3; echo once >> " + folder.resolve("calls") + "; " + installing("library"));
        Path parent = Files.createDirectories(folder.resolve("cache/chdb").resolve(EnginePackage.VERSION));
        Files.createDirectories(parent.resolve(".fetch-123/node_modules"));
        Path library = library(npm).locate();
        assertThat(library).hasContent("library").hasFileName("libchdb.so");
        assertThat(library(npm).locate()).isEqualTo(library);
        assertThat(folder.resolve("calls")).hasContent("once\n");
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("Fetching the ClickHouse engine", " MB", "Fetched");
        try (Stream<Path> left = Files.list(parent)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("lib-linux-x64-gnu", "lib-linux-x64-gnu.lock");
        }
    }

    @Test
    void twoThatFetchAtOnceFetchOnce() throws Exception {
        Path npm = npm("echo once >> " + folder.resolve("calls") + "; sleep 0.5; " + installing("library"));
        List<Thread> both = Stream.of(1, 2)
                .map(i -> new Thread(() -> library(npm).locate()))
                .toList();
        both.forEach(Thread::start);
        for (Thread one : both) {
            one.join();
        }
        assertThat(folder.resolve("calls")).hasContent("once\n");
    }

    @Test
    void aMissingNpmSaysWhatToInstall() {
        assertThatThrownBy(() -> library(folder.resolve("no-npm")).locate())
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining("npm was not found")
                .hasMessageContaining("https://nodejs.org");
    }

    @ParameterizedTest
    @CsvSource({
        "npm error code ENOTFOUND,can't reach its registry",
        "npm error code ENOSPC,no disk space",
        "npm error code E404,npm pack @chdb/lib-linux-x64-gnu@",
    })
    void whatNpmSaysIsTranslated(String said, String message) throws IOException {
        Path npm = npm("echo '" + said + "' >&2; exit 1");
        assertThatThrownBy(() -> library(npm).locate())
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining(message);
        assertThat(folder.resolve("cache/chdb").resolve(EnginePackage.VERSION).resolve("lib-linux-x64-gnu"))
                .doesNotExist();
    }

    @Test
    void aPackageWithoutItsLibraryIsNotKept() throws IOException {
        Path npm = npm("true");
        assertThatThrownBy(() -> library(npm).locate())
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining("npm cache clean");
    }

    @Test
    void aLibraryThatIsNotTheOneThatWasPublishedIsNotKept() throws IOException {
        Path npm = npm(installing("trojan"));
        assertThatThrownBy(() -> library(npm).locate())
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining("is not the one of @chdb/lib-linux-x64-gnu@" + EnginePackage.VERSION)
                .hasMessageContaining(LIBRARY_SHA256)
                .hasMessageContaining("npm cache clean");
        assertThat(folder.resolve("cache/chdb").resolve(EnginePackage.VERSION).resolve("lib-linux-x64-gnu"))
                .doesNotExist();
    }

    @Test
    void aLibraryThatWasChangedSinceItWasFetchedIsNotLoaded() throws IOException {
        Path npm = npm(installing("library"));
        Path library = library(npm).locate();
        Files.writeString(library, "trojan!");
        assertThatThrownBy(() -> library(npm).locate())
                .isInstanceOf(LocalDatabaseException.class)
                .hasMessageContaining("is not the one of")
                .hasMessageContaining("Delete " + library.getParent());
        Files.writeString(library, "library");
        assertThat(library(npm).locate()).isEqualTo(library);
    }

    @Test
    void theLibraryOfThisSystemIsPinnedWhereItsDigestIsKnown() {
        assertThat(EnginePackage.of("Linux", "amd64").sha256()).hasSize(64);
    }

    private EngineLibrary library(Path npm) {
        PrintStream progress = new PrintStream(shown, true, StandardCharsets.UTF_8);
        return new EngineLibrary(folder.resolve("cache"), ENGINE, new NpmInstall(npm.toString(), progress), progress);
    }

    /** The script runs in the folder that npm is to install into. */
    private Path npm(String script) throws IOException {
        Path file = folder.resolve("npm");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private static String installing(String content) {
        String target = "node_modules/" + ENGINE.name();
        return "mkdir -p " + target + "; printf %s " + content + " > " + target + "/libchdb.so";
    }
}
