package dev.postrider.devdb.engine;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.StringArray;
import java.nio.file.Path;
import java.util.List;

/** ClickHouse inside this process, run once from its start to its end. */
final class Engine {
    /** The parser and the analyzer recurse on the calling thread; the JVM's default stack is an eighth of a server's. */
    private static final long STACK_BYTES = 8L << 20;

    private final NativeLibrary library;

    private Engine(NativeLibrary library) {
        this.library = library;
    }

    /** Loads the library; its code runs from then on. */
    static Engine load(Path file) {
        NativeLibrary library = NativeLibrary.getInstance(file.toString());
        // The JVM needs SIGSEGV for itself: with the engine's handlers it hangs at its first NullPointerException.
        library.getFunction("chdb_set_signal_handlers_enabled").invoke(new Object[] {0});
        return new Engine(library);
    }

    /**
     * Runs {@code clickhouse local} with these words and returns when it has ended. What it has to say it says on stderr.
     */
    void run(List<String> words) throws InterruptedException {
        String[] all = new String[words.size() + 1];
        all[0] = "clickhouse-local";
        for (int i = 0; i < words.size(); i++) {
            all[i + 1] = words.get(i);
        }
        Thread main = new Thread(null, () -> run(all), "clickhouse", STACK_BYTES);
        main.start();
        main.join();
    }

    private void run(String[] words) {
        Pointer result = library.getFunction("chdb_query_cmdline")
                .invokePointer(new Object[] {words.length, new StringArray(words)});
        // Errors of the statements are on stderr already; this one came before.
        Pointer error = library.getFunction("chdb_result_error").invokePointer(new Object[] {result});
        if (error != null) {
            System.err.println(error.getString(0, "UTF-8"));
        }
    }
}
