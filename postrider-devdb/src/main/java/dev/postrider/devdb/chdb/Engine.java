package dev.postrider.devdb.chdb;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The ClickHouse engine inside this process, on one data folder. There is at most one in a process, from start to end:
 * it can't be shut down safely, so the process leaves through {@link #exit(int)}. Thread-safe.
 */
public final class Engine {
    /** The parser and the analyzer recurse on the calling thread; the JVM's default stack is an eighth of a server's. */
    private static final long STACK_BYTES = 8L << 20;

    private static final int STDIN = 0;
    /** The library's defaults are those of clickhouse-local, where {@code 1+1} is a statement. */
    private static final List<String> AS_ON_A_SERVER = List.of(
            "--implicit_select=0", "--allow_introspection_functions=0", "--output_format_arrow_use_native_writer=1");

    private final Path data;
    private final Executor queryThreads = Executors.newCachedThreadPool(threads("query"));

    private Engine(Path data) {
        this.data = data;
    }

    /**
     * Loads the library and opens the data folder.
     *
     * @throws EngineException the data folder can't be opened; the engine has written the reason to stderr
     */
    public static Engine open(Path library, Path data) throws EngineException {
        Chdb.load(library);
        // The JVM needs SIGSEGV for itself: with the engine's handlers it hangs at its first NullPointerException.
        Chdb.chdb_set_signal_handlers_enabled(0);
        Engine engine = new Engine(data);
        // Never closed: closing the last connection shuts the engine down.
        engine.connectHandle();
        return engine;
    }

    /** A session of its own; costs well under a millisecond. */
    public EngineConnection connect() throws EngineException {
        return new EngineConnection(this, connectHandle());
    }

    void execute(Runnable query) {
        queryThreads.execute(query);
    }

    /** Asks the statement that writes to this file to end. */
    void cancelWritingTo(String file) throws EngineException {
        try (EngineConnection other = connect()) {
            other.execute("KILL QUERY WHERE query NOT LIKE 'KILL%' AND position(query, '" + file + "\\'') > 0 ASYNC");
        }
    }

    private Pointer connectHandle() throws EngineException {
        List<Memory> words = Stream.concat(Stream.of("clickhouse", "--path=" + data), AS_ON_A_SERVER.stream())
                .map(Engine::text)
                .toList();
        try (Memory arguments = new Memory((long) words.size() * Native.POINTER_SIZE)) {
            for (int i = 0; i < words.size(); i++) {
                arguments.setPointer((long) i * Native.POINTER_SIZE, words.get(i));
            }
            Pointer handle = Chdb.chdb_connect(words.size(), arguments);
            if (handle == null) {
                throw EngineException.of("the engine can't open the data folder " + data);
            }
            return handle;
        } finally {
            words.forEach(Memory::close);
        }
    }

    private static Memory text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }

    /** Threads that may call the engine. */
    public static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(null, task, name + "-" + number.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Makes SIGINT and SIGHUP do nothing and SIGTERM end the process at once. The JVM's own answer to them is an ordinary
     * exit, which runs the engine's destructors.
     */
    public static void takeOverSignals() {
        Libc.signal(Libc.SIGINT, Libc.SIG_IGN);
        Libc.signal(Libc.SIGHUP, Libc.SIG_IGN);
        Libc.signal(Libc.SIGTERM, Libc.SIG_DFL);
    }

    /**
     * Takes stdin away from the engine, which reads it where a statement lacks its data, and would wait for ever.
     *
     * @return a file that stands for stdin from now on
     */
    public static Path takeOverStdin() throws IOException {
        int[] ends = new int[2];
        int stdin = Libc.dup(STDIN);
        if (stdin < 0 || Libc.pipe(ends) != 0 || Libc.close(ends[1]) != 0 || Libc.dup2(ends[0], STDIN) < 0) {
            throw new IOException("stdin can't be replaced (errno " + Native.getLastError() + ")");
        }
        return Path.of("/dev/fd/" + stdin);
    }

    /** Ends the process at once: at an ordinary exit the engine's destructors may abort under running queries. */
    public static void exit(int status) {
        Libc._exit(status);
    }
}
