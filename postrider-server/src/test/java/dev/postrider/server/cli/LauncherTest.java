package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bin/postrider}: that it finds the program and .env from anywhere, and hands the exit code on. */
class LauncherTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path elsewhere;

    private CommandRun launch(Path script, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path out = elsewhere.resolve("out");
        Path err = elsewhere.resolve("err");
        ProcessBuilder builder = new ProcessBuilder();
        builder.command().add(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.directory(elsewhere.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("DATABASE_URL", "JAVA_TOOL_OPTIONS", "POSTRIDER_JAR"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** This module's classes as a jar: the packaged one is made after the tests. */
    private Path jar() throws IOException {
        Path jar = elsewhere.resolve("server.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "dev.postrider.server.PostriderServer");
        StringBuilder classPath = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classPath.append(Path.of(entry).toUri()).append(' ');
        }
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath.toString());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.setComment("all there is stands in the class path");
        }
        return jar;
    }

    @Test
    void worksFromAnyDirectoryAndThroughALink() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(
                elsewhere.resolve("postrider"), REPOSITORY.resolve("bin").resolve("postrider"));
        Map<String, String> environment = Map.of("POSTRIDER_JAR", jar().toString(), "NO_COLOR", "1");

        CommandRun help = launch(link, environment, "--help");
        CommandRun wrong = launch(link, environment, "dead-letters", "show", "x y");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("Usage: postrider", "DATABASE_URL", "Exit codes:")
                .doesNotContain("\u001b[");
        assertThat(wrong.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(wrong.err()).contains("'x y' is not an event id");
    }

    @Test
    void readsTheSettingsOfDotEnvAndSaysWhatToDoWhereNothingIsBuilt() throws IOException, InterruptedException {
        Path home = sourceTree("postrider", "with-env");
        Files.write(
                home.resolve(".env"),
                "DATABASE_URL=postgres://a:b@127.0.0.1:1/from-dot-env\n".getBytes(StandardCharsets.UTF_8));

        CommandRun unbuilt = launch(home.resolve("bin/postrider"), Map.of(), "status");
        CommandRun status = launch(home.resolve("bin/postrider"), Map.of("POSTRIDER_JAR", jar().toString()), "status");

        assertThat(unbuilt.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(unbuilt.err()).contains("run `make jars`");
        assertThat(status.exitCode()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(status.err()).contains("127.0.0.1:1 refused");
    }

    @Test
    void startsFromTheBuiltJarWhereNoQuickerCopyCanBeMade() throws IOException, InterruptedException {
        Path home = sourceTree("postrider", "with-env", "quick-jar");
        Path target = Files.createDirectories(home.resolve("postrider-server/target"));
        Files.copy(jar(), target.resolve("postrider-server-1.0.jar"));

        CommandRun help = launch(home.resolve("bin/postrider"), Map.of(), "--help");

        assertThat(help.exitCode()).as(help.err()).isZero();
        assertThat(help.out()).contains("Usage: postrider");
        assertThat(target.resolve("command-line.log")).as("why not").exists();
        try (Stream<Path> left = Files.list(target)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("postrider-server-1.0.jar", "command-line.log");
        }
    }

    @Test
    void startsFromTheBuiltJarWhereTheCopyIsOfAnEarlierBuildAndNoOtherCanBeMade()
            throws IOException, InterruptedException {
        Path home = sourceTree("postrider", "with-env", "quick-jar");
        Path target = Files.createDirectories(home.resolve("postrider-server/target"));
        Files.copy(jar(), target.resolve("postrider-server-1.0.jar"));
        Path old = Files.createFile(
                Files.createDirectories(target.resolve("command-line")).resolve("app.jar"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2026-01-31T12:00:00Z")));
        // as where the user may not write
        Files.createDirectories(target.resolve("command-line.log"));

        CommandRun help = launch(home.resolve("bin/postrider"), Map.of(), "--help");

        assertThat(help.err()).isEmpty();
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: postrider");
    }

    @Test
    void aCommandStartsFromTheQuickerCopyAndItsArchiveAndTheServiceFromTheJar()
            throws IOException, InterruptedException {
        Path home = sourceTree("postrider", "with-env", "quick-jar");
        Path target = Files.createDirectories(home.resolve("postrider-server/target"));
        Path jar = Files.createFile(target.resolve("postrider-server-1.0.jar"));
        Path copy = Files.createDirectories(target.resolve("command-line"));
        Path quick = Files.createFile(copy.resolve("app.jar"));
        Path archive = Files.createFile(copy.resolve("app.jsa"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-01-31T12:00:00Z")));
        Map<String, String> environment =
                Map.of("JAVA_HOME", javaThatPrintsItsArguments().toString());

        String command = launch(home.resolve("bin/postrider"), environment, "status", "--wide")
                .out();
        String service = launch(home.resolve("bin/postrider"), environment).out();

        assertThat(command)
                .contains("-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=" + archive)
                .as("another JDK than the archive's tells people of an error, and needs none")
                .contains("-Xlog:all=error:stderr -Xlog:cds*=off:stderr")
                .endsWith("-jar " + quick + " status --wide\n");
        assertThat(service).doesNotContain("TieredStopAtLevel").endsWith("-jar " + jar + "\n");
        assertThat(launch(home.resolve("bin/postrider"), environment, "--server.port=9001")
                        .out())
                .endsWith("-jar " + jar + " --server.port=9001\n");
    }

    private Path javaThatPrintsItsArguments() throws IOException {
        Path java = Files.createDirectories(elsewhere.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return elsewhere.resolve("jdk");
    }

    private Path sourceTree(String... scripts) throws IOException {
        Path home = elsewhere.resolve("source tree");
        Files.createDirectories(home.resolve("bin"));
        for (String script : scripts) {
            Path copy = Files.copy(
                    REPOSITORY.resolve("bin").resolve(script),
                    home.resolve("bin").resolve(script));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return home;
    }
}
