package dev.postrider.devdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A running postmaster. It is no child of this JVM (pg_ctl puts it into a session of its own). */
record PostgresProcess(long pid) {
    private static final Duration END_OF_KILLED = Duration.ofSeconds(15);

    /**
     * The postmaster of these files, if it runs. The process must have been started on them: a process id from a stale
     * file may meanwhile be anyone's.
     */
    static Optional<PostgresProcess> of(Path cluster) throws IOException {
        Optional<Long> pid = recordedPid(cluster);
        if (pid.isEmpty() || !isAlive(pid.get())) {
            return Optional.empty();
        }
        List<String> words = commandLine(pid.get());
        boolean ours = words.size() > 2 && words.get(0).endsWith("postgres") && words.contains(cluster.toString());
        return ours ? Optional.of(new PostgresProcess(pid.get())) : Optional.empty();
    }

    static Path pidFile(Path cluster) {
        return cluster.resolve("postmaster.pid");
    }

    static Optional<Long> recordedPid(Path cluster) throws IOException {
        try {
            List<String> lines = Files.readAllLines(pidFile(cluster));
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(lines.get(0).strip()));
        } catch (NoSuchFileException | NumberFormatException e) {
            // None, or written half when the machine went down: PostgreSQL says the rest.
            return Optional.empty();
        }
    }

    boolean hasEnded() {
        return !isAlive(pid);
    }

    /** SIGKILL to the postmaster and to every process it started; returns when none of them is left. */
    void kill() {
        Optional<ProcessHandle> postmaster = ProcessHandle.of(pid);
        List<ProcessHandle> family = new ArrayList<>();
        // The postmaster first: it would take the death of a child for a crash and start others.
        postmaster.ifPresent(process -> {
            family.addAll(process.descendants().toList());
            process.destroyForcibly();
        });
        family.forEach(ProcessHandle::destroyForcibly);
        postmaster.ifPresent(family::add);
        Instant deadline = Instant.now().plus(END_OF_KILLED);
        for (ProcessHandle process : family) {
            while (isAlive(process.pid())) {
                if (Instant.now().isAfter(deadline)) {
                    throw new LocalDatabaseException("process " + process.pid() + " of PostgreSQL did not end within "
                            + END_OF_KILLED.toSeconds() + " s of SIGKILL");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    /** Running, and not a zombie: nobody may be there to reap it (a container without an init process). */
    static boolean isAlive(long pid) {
        if (!ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            // No /proc on this system, or the process has just gone: what the JVM says holds.
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    private static List<String> commandLine(long pid) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.UTF_8)
                    .split("\0"));
        } catch (IOException e) {
            ProcessHandle.Info info =
                    ProcessHandle.of(pid).map(ProcessHandle::info).orElse(null);
            if (info == null) {
                return List.of();
            }
            List<String> words = new ArrayList<>();
            info.command().ifPresent(words::add);
            info.arguments().ifPresent(arguments -> words.addAll(Arrays.asList(arguments)));
            return words;
        }
    }
}
