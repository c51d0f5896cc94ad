package dev.postrider.devdb;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@code npm install} for one package in a folder of its own and shows how far it has got. */
final class NpmInstall {
    private static final long REPORT_SECONDS = 2;
    private static final int SHOWN_ERROR_CHARS = 1500;

    private final String command;
    private final PrintStream progress;

    /** @param command npm's name on the PATH, or its path */
    NpmInstall(String command, PrintStream progress) {
        this.command = command;
        this.progress = progress;
    }

    void install(EnginePackage engine, Path folder) throws IOException {
        Path output = folder.resolve("npm.log");
        Process process = start(engine, folder, output);
        try {
            long reported = 0;
            while (!process.waitFor(REPORT_SECONDS, TimeUnit.SECONDS)) {
                long bytes = size(folder);
                if (bytes > reported) {
                    reported = bytes;
                    progress.println(
                            "  " + bytes / 1_000_000 + " of " + EnginePackage.UNPACKED_BYTES / 1_000_000 + " MB");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalDatabaseException("Fetching the ClickHouse engine was interrupted; start again.", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw failure(engine, folder, Files.readString(output));
        }
    }

    private Process start(EnginePackage engine, Path folder, Path output) {
        List<String> words = List.of(
                command,
                "install",
                "--prefix=" + folder,
                "--global=false",
                "--no-save",
                "--no-package-lock",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                engine.specification());
        try {
            return new ProcessBuilder(words)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new LocalDatabaseException(
                    "npm was not found (" + e.getMessage() + "). It fetches the ClickHouse engine: install Node.js"
                            + " (https://nodejs.org) so that npm is on the PATH, or set CLICKHOUSE_HOST and"
                            + " CLICKHOUSE_PORT to use a ClickHouse server that runs elsewhere.",
                    e);
        }
    }

    private static LocalDatabaseException failure(EnginePackage engine, Path folder, String output) {
        String shown = output.length() > SHOWN_ERROR_CHARS
                ? "…" + output.substring(output.length() - SHOWN_ERROR_CHARS)
                : output;
        if (output.contains("ENOSPC")) {
            return new LocalDatabaseException("no disk space: npm filled the disk of " + folder + " or of its own cache"
                    + " (npm config get cache) while it fetched " + engine.specification() + "; free "
                    + EnginePackage.NEEDED_BYTES / 1_000_000 + " MB, or " + EngineLibrary.OTHER_FOLDER);
        }
        if (Stream.of(
                        "ENOTFOUND",
                        "EAI_AGAIN",
                        "ECONNREFUSED",
                        "ECONNRESET",
                        "ETIMEDOUT",
                        "ENETUNREACH",
                        "EHOSTUNREACH")
                .anyMatch(output::contains)) {
            return new LocalDatabaseException("npm can't reach its registry to fetch " + engine.specification()
                    + ". Check the network and npm's proxy and registry settings (npm config list), then start again."
                    + " npm says:\n" + shown.strip());
        }
        return new LocalDatabaseException("npm failed to fetch " + engine.specification()
                + ". Try it by hand (npm pack " + engine.specification() + "). npm says:\n" + shown.strip());
    }

    private static long size(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                // npm renames and removes files while we look.
                if (Files.isRegularFile(file)) {
                    bytes += Files.size(file);
                }
            }
        } catch (java.nio.file.NoSuchFileException | java.io.UncheckedIOException e) {
            return 0;
        }
        return bytes;
    }
}
