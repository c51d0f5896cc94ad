package dev.postrider.devdb;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends a process that this JVM started when this JVM dies without having ended it, kill -9 included: a shell that waits for
 * the end of a pipe which only this JVM holds open. Close it before the process's number can be another's.
 */
public final class OrphanWatch implements AutoCloseable {
    /** Ignores what a terminal sends to the whole process group: then this JVM ends, and with it the pipe. */
    private static final String WAIT = "trap '' INT TERM HUP; read -r never; ";

    private final Process shell;

    private OrphanWatch(Process shell) {
        this.shell = shell;
    }

    /**
     * Sends a process this signal should this JVM die first.
     *
     * @param signal as {@code kill} knows it: {@code TERM}, {@code KILL}
     */
    public static OrphanWatch over(Process process, String signal) throws IOException {
        return start("kill -" + signal + " \"$1\"", Long.toString(process.pid()));
    }

    /** Shuts PostgreSQL down in an orderly way, if the pid file still names it. */
    static OrphanWatch over(PostgresProcess process, PostgresCluster cluster) throws IOException {
        return start(
                "[ \"$(head -n 1 \"$2\" 2>/dev/null)\" != \"$1\" ] || kill -INT \"$1\"",
                Long.toString(process.pid()),
                PostgresProcess.pidFile(cluster.cluster()).toString());
    }

    private static OrphanWatch start(String action, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", WAIT + action, "postrider-orphan-watch"));
        words.addAll(List.of(arguments));
        Process shell = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new OrphanWatch(shell);
    }

    /** Ends the watch; the process goes on. */
    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
