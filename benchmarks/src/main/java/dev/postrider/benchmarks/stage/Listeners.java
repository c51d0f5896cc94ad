package dev.postrider.benchmarks.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds servers that this program did not start, by their ports; on Linux only. */
public final class Listeners {
    private static final String LISTENING = "0A";

    private Listeners() {}

    /** The process on this machine that listens on a TCP port; empty if there is none, or it is somebody else's. */
    public static OptionalLong on(int port) {
        Set<String> sockets = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(file -> lines(Path.of(file)).stream())
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 9
                        && words[3].equals(LISTENING)
                        && words[1].endsWith(String.format(Locale.ROOT, ":%04X", port)))
                .map(words -> "socket:[" + words[9] + "]")
                .collect(Collectors.toSet());
        return ProcessHandle.allProcesses()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> hasAny(pid, sockets))
                .findFirst();
    }

    private static boolean hasAny(long pid, Set<String> sockets) {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return files.anyMatch(file -> sockets.contains(target(file)));
        } catch (IOException e) {
            // it has ended, or is not ours
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            // closed meanwhile
            return "";
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
