package dev.postrider.devdb;

import java.io.IOException;
import java.util.List;

/**
 * Stops the server when this JVM dies without having done so, kill -9 included: a shell that waits for the end of a pipe
 * which only this JVM holds open.
 */
final class OrphanWatch implements AutoCloseable {
    /** Ignores what a terminal sends to the whole process group: then this JVM ends, and with it the pipe. */
    private static final String SCRIPT = "trap '' INT TERM HUP; read -r word;"
            + " [ \"$(head -n 1 \"$1\" 2>/dev/null)\" != \"$2\" ] || kill -INT \"$2\"";

    private final Process shell;

    private OrphanWatch(Process shell) {
        this.shell = shell;
    }

    static OrphanWatch over(PostgresProcess process, PostgresCluster cluster) throws IOException {
        Process shell = new ProcessBuilder(List.of(
                        "/bin/sh",
                        "-c",
                        SCRIPT,
                        "postrider-postgres-watch",
                        PostgresProcess.pidFile(cluster.cluster()).toString(),
                        Long.toString(process.pid())))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new OrphanWatch(shell);
    }

    /** Ends the watch; the server goes on. */
    @Override
    public void close() {
        shell.destroyForcibly();
    }
}
