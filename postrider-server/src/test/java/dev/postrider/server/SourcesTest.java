package dev.postrider.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A reader has each file and method in sight at once, and the pages for developers send nobody to a file that is gone. */
class SourcesTest {
    /** This module's neighbours are the project's others. */
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private static final Path RELAY = PROJECT.resolve("postrider-relay/src/main");

    /** A class or a file of the relay with its room, as in {@code `delivery/Term`} or {@code `read/copy.sql`}. */
    private static final Pattern NAMED_FILE =
            Pattern.compile("`((?:[a-z]+/)+)([A-Z]\\w+|[a-z_]+\\.(?:sql|txt))(?:\\.[a-z]\\w*)?`");

    private static final int LONGEST_FILE = 400;
    private static final int LONGEST_METHOD = 40;

    /** A method of a type in a file, or of one inside it, as the formatter writes it. */
    private static final Pattern METHOD = Pattern.compile("( {4}| {8})(?=\\S)(?:[\\w@<>\\[\\], .?]+ )?(\\w+)\\(.*\\{");

    private static final Pattern NO_METHOD = Pattern.compile(
            "\\s*(return|if|for|while|switch|try|else|new|throw|case|synchronized|\\}).*|.*\\b(record|class) .*");

    @Test
    void noFileIsLonger() {
        assertThat(sources(""))
                .hasSizeGreaterThan(300)
                .allSatisfy(file -> assertThat(lines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(LONGEST_FILE));
    }

    @Test
    void noMethodIsLonger() {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources("main")) {
            List<String> lines = lines(file);
            for (int first = 0; first < lines.size(); first++) {
                Matcher method = METHOD.matcher(lines.get(first));
                if (method.matches()
                        && !NO_METHOD.matcher(lines.get(first)).matches()
                        && length(lines, first, method.group(1) + "}") > LONGEST_METHOD) {
                    tooLong.add(file.getFileName() + ": " + method.group(2));
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void theFilesThatDevelopersAreSentToAreThere() {
        List<String> gone = new ArrayList<>();
        int named = 0;
        for (String page : List.of("CONTRIBUTING.md", "docs/glossary.md", "docs/development.md")) {
            Matcher file = NAMED_FILE.matcher(String.join("\n", lines(PROJECT.resolve(page))));
            while (file.find()) {
                named++;
                boolean isSource = file.group(2).matches("[A-Z]\\w+");
                Path path = isSource
                        ? RELAY.resolve("java/dev/postrider/relay").resolve(file.group(1) + file.group(2) + ".java")
                        : RELAY.resolve("resources/dev/postrider/relay").resolve(file.group(1) + file.group(2));
                if (!Files.exists(path)) {
                    gone.add(page + ": " + file.group());
                }
            }
        }
        assertThat(gone).isEmpty();
        assertThat(named).isGreaterThan(50);
    }

    private static int length(List<String> lines, int first, String end) {
        for (int line = first + 1; line < lines.size(); line++) {
            if (lines.get(line).startsWith(end)) {
                return line - first + 1;
            }
        }
        return 0;
    }

    private static List<Path> sources(String kind) {
        try (Stream<Path> files = Files.walk(PROJECT)) {
            return files.filter(file -> file.toString().endsWith(".java")
                            && file.toString().contains("/src/" + kind)
                            && !file.toString().contains("/target/")
                            && !file.toString().contains("/node_modules/"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
