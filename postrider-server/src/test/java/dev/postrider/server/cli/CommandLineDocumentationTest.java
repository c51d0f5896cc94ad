package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The page about the command line names every command and every option, and no others. */
class CommandLineDocumentationTest {
    private static final List<String> OF_SERVERS = List.of("--url", "--token-file", "--outbox", "--timeout");
    private static final List<String> EVERYWHERE = Stream.concat(
                    Stream.of("--help", "--version", "--json", "--verbose"), OF_SERVERS.stream())
            .toList();

    @Test
    void thePageHasASectionForEveryCommandWithEveryOption() throws IOException {
        String page = Files.readString(Path.of("../docs/command-line.md"));
        List<String> missing = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (CommandLine command : leaves(new Postrider(Map.of()).commandLine())) {
            String name = command.getCommandSpec().qualifiedName().substring("postrider ".length());
            names.add(name);
            String section = section(page, name);
            if (section.isEmpty()) {
                missing.add("a section ## `" + name + "`");
            }
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (!EVERYWHERE.contains(option.longestName()) && !section.contains("`" + option.longestName())) {
                    missing.add(name + " " + option.longestName());
                }
            }
        }
        assertThat(missing).as("what docs/command-line.md lacks").isEmpty();
        assertThat(page.lines()
                        .filter(line -> line.startsWith("## `"))
                        .map(line -> line.replaceAll("[#` ]+", " ").strip()))
                .as("sections of docs/command-line.md")
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void thePageHasASectionAboutWhatAsksAServer() throws IOException {
        String page = Files.readString(Path.of("../docs/command-line.md"));

        assertThat(page.substring(page.indexOf("## Without database passwords: --url")))
                .contains(OF_SERVERS)
                .contains("POSTRIDER_URL", "POSTRIDER_TOKEN", "POSTRIDER_TOKEN_FILE", "POSTRIDER_PLAIN_HTTP");
    }

    @Test
    void thePageHasTheExitCodesOfTheHelp() throws IOException {
        String page = Files.readString(Path.of("../docs/command-line.md"));
        List<String> footer = List.of(new Postrider(Map.of())
                .commandLine()
                .getCommandSpec()
                .usageMessage()
                .footer());

        List<String> codes =
                footer.stream().filter(line -> line.matches("  \\d  .*")).toList();
        assertThat(codes).hasSize(4).allSatisfy(line -> {
            String[] words = line.strip().split("  ", 2);
            assertThat(page).contains("| " + words[0] + " | " + words[1] + " |");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"reconciliation.md", "replay.md", "views.md", "on-call.md", "events.md", "api.md"})
    void theCommandsOfAPageAreUnderstood(String page) throws IOException {
        List<String> commands = Files.readString(Path.of("../docs", page))
                .lines()
                .filter(line -> line.startsWith("bin/postrider "))
                .toList();

        assertThat(commands)
                .hasSizeGreaterThan(3)
                .allSatisfy(command -> new Postrider(Map.of())
                        .commandLine()
                        .parseArgs(words(command.substring("bin/postrider ".length()))));
    }

    /** As a shell splits them; double quotes are the only ones in the pages. */
    private static String[] words(String command) {
        return Pattern.compile("\"([^\"]*)\"|(\\S+)")
                .matcher(command)
                .results()
                .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
                .toArray(String[]::new);
    }

    static List<CommandLine> leaves(CommandLine line) {
        if (line.getSubcommands().isEmpty()) {
            return line.getCommandName().equals("help") ? List.of() : List.of(line);
        }
        return line.getSubcommands().values().stream()
                .flatMap(below -> leaves(below).stream())
                .toList();
    }

    private static String section(String page, String name) {
        int begin = page.indexOf("## `" + name + "`");
        if (begin < 0) {
            return "";
        }
        int end = page.indexOf("\n## ", begin + 1);
        return end < 0 ? page.substring(begin) : page.substring(begin, end);
    }
}
