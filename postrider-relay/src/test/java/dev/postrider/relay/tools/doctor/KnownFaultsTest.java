package dev.postrider.relay.tools.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.sink.server.ServerVersion;
import dev.postrider.relay.sink.server.VersionNumbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of known faults, what is said of a version, and the page that is made of the file. */
class KnownFaultsTest {

    @Test
    void eachFaultHasASourceThatAnyoneCanReadAndSaysWhatToDo() {
        assertThat(KnownFault.all()).hasSizeGreaterThan(10).allSatisfy(fault -> {
            assertThat(fault.sources()).isNotEmpty().allMatch(source -> source.matches("https://\\S+"));
            assertThat(fault.what()).isNotBlank().doesNotEndWith(".");
            assertThat(fault.remedy()).isNotBlank().doesNotEndWith(".");
            assertThat(fault.notMet() == null)
                    .as("whether delivery meets it: " + fault.what())
                    .isEqualTo(!List.of(
                                    FaultCondition.OTHER_WRITERS,
                                    FaultCondition.ASYNC_INSERT,
                                    FaultCondition.FIXED_DEDUPLICATION)
                            .contains(fault.condition()));
        });
    }

    static Stream<VersionRange> ranges() {
        return KnownFault.all().stream().flatMap(fault -> fault.versions().stream());
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void aRangeBeginsWithItsFirstVersionAndEndsBeforeTheOneThatIsMended(VersionRange range) {
        if (range.from().areKnown()) {
            assertThat(range.contains(range.from())).isTrue();
            assertThat(range.contains(justBefore(range.from()))).isFalse();
        }
        if (range.mended().areKnown()) {
            assertThat(range.contains(range.mended())).isFalse();
            assertThat(range.contains(justBefore(range.mended()))).isTrue();
        }
    }

    private static VersionNumbers justBefore(VersionNumbers version) {
        List<Integer> numbers = new ArrayList<>(version.numbers());
        int last = numbers.size() - 1;
        numbers.set(last, numbers.get(last) - 1);
        return new VersionNumbers(numbers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PostgreSQL | 14.1 (Debian 14.1-1.pgdg110+1) | 14.4 14.2 a07e03fd 2e577908",
                "PostgreSQL | 14.3                           | 14.4 a07e03fd 2e577908",
                "PostgreSQL | 14.14                          | 17.2 17.2 2e577908",
                "PostgreSQL | 14.21                          | 18.3",
                "PostgreSQL | 16beta1                        | a07e03fd 2e577908",
                "PostgreSQL | 17.0                           | a07e03fd 2e577908",
                "PostgreSQL | 17.2                           | 2e577908",
                "PostgreSQL | 17.5                           | ''",
                "PostgreSQL | 18.2                           | 18.3",
                "PostgreSQL | 18.6 (Debian 18.6-1.pgdg13+1)  | ''",
                "PostgreSQL | 19devel                        | ''",
                "ClickHouse | 24.8.14.10501.altinitystable   | #111031",
                "ClickHouse | 26.2.1.582                     | #111031 #120904",
                "ClickHouse | 26.2.1.583                     | #111031 #95970 #120904",
                "ClickHouse | 26.3.17.65                     | #95970 #120904",
                "ClickHouse | 26.6.2.97                      | #111031 #95970 #120904",
                "ClickHouse | v26.6.2.98                     | #112649 #95970 #120904",
                "ClickHouse | 26.7.2.1                       | #112649 #95970 #120904",
                "ClickHouse | 26.7.3-stable.1                | #112649 #95970 #120904",
                "ClickHouse | 26.7.3.9                       | #95970 #120904",
            })
    void aVersionHasTheFaultsWhoseRangesItIsIn(String server, String text, String faults) {
        assertThat(KnownFault.of(DatabaseServer.titled(server)).stream()
                        .filter(fault -> fault.isIn(version(server, text).numbers()))
                        .map(fault -> label(fault.sources().get(0)))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(faults);
    }

    private static DatabaseVersion version(String server, String text) {
        return server.equals("ClickHouse")
                ? DatabaseVersion.clickHouse(ServerVersion.of(text))
                : DatabaseVersion.postgres(text);
    }

    private static FaultChecks checks(DatabaseServer server, boolean hold) {
        return new FaultChecks(server, condition -> hold);
    }

    @ParameterizedTest
    @CsvSource({"PostgreSQL, 18.6 (Debian 18.6-1.pgdg13+1)", "ClickHouse, 26.7.2.1"})
    void todaysVersionsHaveNoFaultThatDeliveryMeetsByItself(String server, String text) {
        assertThat(checks(DatabaseServer.titled(server), false).check(version(server, text)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.OK);
                    assertThat(finding.what()).contains(text, "no known fault");
                });
    }

    @Test
    void aFaultSaysWhatHappensWhereThatIsSaidAndWhatMendsIt() {
        List<Finding> found = checks(DatabaseServer.CLICKHOUSE, true).check(version("ClickHouse", "26.6.2.98"));

        assertThat(found).extracting(Finding::id).containsOnly("clickhouse.faults");
        assertThat(found).extracting(Finding::severity).containsOnly(Severity.WARNING);
        assertThat(found.get(0).what())
                .isEqualTo("ClickHouse 26.6.2.98 has a known fault: an insert through a view that changes the number of"
                        + " rows may crash the server");
        assertThat(found.get(0).why())
                .contains("Here a materialized view", "https://github.com/ClickHouse/ClickHouse/pull/112649");
        assertThat(found.get(0).remedy()).contains("26.6.3.19");
    }

    @Test
    void whereItCannotBeFoundOutWhetherAFaultMattersThatIsSaid() {
        FaultChecks checks = new FaultChecks(DatabaseServer.POSTGRES, condition -> {
            throw new SQLException("permission denied");
        });

        assertThat(checks.check(version("PostgreSQL", "18.2"))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.why())
                    .contains("the server has a standby, which could not be found out: permission denied");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a fork of its own", "devel"})
    void aVersionThatCannotBeReadIsUnknownAndANotice(String text) {
        for (String server : List.of("PostgreSQL", "ClickHouse")) {
            assertThat(checks(DatabaseServer.titled(server), true).check(version(server, text)))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.severity()).isEqualTo(Severity.NOTICE);
                        assertThat(finding.what()).contains("unknown", "'" + text + "'");
                    });
        }
    }

    @Test
    void anUpgradeBringsKeepsAndEndsFaults() {
        List<Finding> found = checks(DatabaseServer.CLICKHOUSE, true)
                .upgrade(version("ClickHouse", "26.6.1.1"), version("ClickHouse", "26.7"));

        assertThat(found)
                .extracting(Finding::what)
                .satisfiesExactly(
                        ended -> assertThat(ended)
                                .startsWith("ClickHouse 26.7 would end a known fault: rows of async")
                                .contains("/111031"),
                        brought -> assertThat(brought)
                                .startsWith("ClickHouse 26.7 would bring a known fault: an insert through"),
                        kept -> assertThat(kept).startsWith("ClickHouse 26.7 still has a known fault: asynchronous"),
                        met -> assertThat(met)
                                .startsWith("ClickHouse 26.7 has a known fault that does not touch delivery"));
        assertThat(found)
                .extracting(Finding::severity)
                .containsExactly(Severity.OK, Severity.WARNING, Severity.WARNING, Severity.OK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"26.8", "clickhouse", "clickhouse-", "clickhouse-x", "clickhouse-3", "mysql-9.1", "postgres 19"})
    void aTargetThatIsNoVersionOfAServerIsNamedWithTheFormsThatAre(String words) {
        assertThatThrownBy(() -> DatabaseVersion.parse(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + words + "' is no version, must be as postgres-19.1 or clickhouse-26.8");
    }

    @ParameterizedTest
    @EnumSource
    void thePageHasTheTableOfEachServer(DatabaseServer server) throws IOException {
        assertThat(Files.readString(Path.of("../docs/upgrading.md")))
                .as("docs/upgrading.md, generated table")
                .contains(table(server));
    }

    private static String table(DatabaseServer server) {
        StringBuilder table = new StringBuilder(
                "| fault of " + server.title() + " | versions | touches delivery | remedy |\n|---|---|---|---|\n");
        for (KnownFault fault : KnownFault.of(server)) {
            String sources = fault.sources().stream()
                    .map(source -> "[" + label(source) + "](" + source + ")")
                    .collect(Collectors.joining(", "));
            String versions = fault.versions().isEmpty()
                    ? "unknown"
                    : fault.versions().stream().map(VersionRange::toString).collect(Collectors.joining(", "));
            String when = fault.condition() == FaultCondition.ALWAYS
                    ? "always"
                    : "if " + fault.condition().sentence();
            String touches = fault.condition() == FaultCondition.OTHER_WRITERS ? "no" : when;
            table.append("| ")
                    .append(fault.what())
                    .append(" (")
                    .append(sources)
                    .append(") | ")
                    .append(versions);
            table.append(" | ").append(touches).append(fault.notMet() == null ? "" : "; " + fault.notMet());
            table.append(" | ").append(fault.remedy()).append(" |\n");
        }
        return table.toString();
    }

    private static String label(String source) {
        if (source.contains("github.com")) {
            return "#" + source.replaceAll(".*/", "");
        }
        return source.contains(";h=")
                ? source.replaceAll(".*;h=", "").substring(0, 8)
                : source.replaceAll(".*/release/(.*)/", "$1");
    }
}
