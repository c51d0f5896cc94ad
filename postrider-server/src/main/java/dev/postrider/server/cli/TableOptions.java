package dev.postrider.server.cli;

import java.util.Map;
import picocli.CommandLine.Option;

/** How wide tables are. */
final class TableOptions {

    @Option(
            names = "--wide",
            description = "all columns, and no text shortened; without it, tables fit the terminal, or COLUMNS")
    boolean wide;

    Screen screen(Map<String, String> environment) {
        return wide ? Screen.ENDLESS : Screen.of(environment);
    }
}
