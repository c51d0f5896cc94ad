package dev.postrider.examples.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages point to is there: files, and the tests that they call as witnesses. */
class DocumentsTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void everyLinkLeadsToAFile() {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            matches(LINK, text(page))
                    .map(link -> link.group(1))
                    .filter(link -> !Files.exists(page.resolveSibling(link)))
                    .forEach(link -> broken.add(ROOT.relativize(page) + " → " + link));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyTestThatAPageNamesExists() {
        // Two modules may have a test of the same name: each of them may be the witness.
        Map<String, String> tests = files("src/test/java", ".java")
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(".java", ""),
                        DocumentsTest::text,
                        (one, other) -> one + other));
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            matches(TEST, text(page))
                    .filter(named -> !exists(named, tests))
                    .forEach(named -> missing.add(named.group()));
        }
        assertThat(missing).isEmpty();
    }

    private static boolean exists(MatchResult named, Map<String, String> tests) {
        String test = tests.get(named.group(1));
        return test != null && (named.group(2) == null || test.contains("void " + named.group(2) + "("));
    }

    private static List<Path> pages() {
        List<Path> pages = files("", ".md").toList();
        assertThat(pages).contains(ROOT.resolve("README.md"), ROOT.resolve("docs/features.md"));
        return pages;
    }

    /** The project's own files: nothing that was built, fetched or stored by a run. */
    private static Stream<Path> files(String below, String ending) {
        try (Stream<Path> tree = Files.walk(ROOT)) {
            return tree
                    .filter(file -> file.toString().endsWith(ending))
                    .filter(file -> file.toString().contains(below))
                    .filter(file -> Stream.of("/target/", "/.data/", "/node_modules/", "/.git/")
                            .noneMatch(file.toString()::contains))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<MatchResult> matches(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
