package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** Times as people type them, at 3:12:07 in the night of a Saturday. */
class TypedTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-28T03:12:07Z");
    private static final Map<String, String> NOWHERE = Map.of("DATABASE_URL", "postgres://a:b@127.0.0.1:1/shop");

    private static TypedTime typed(String text) {
        return new TypedTime.Converter(Clock.fixed(NOW, ZoneOffset.UTC)).convert(text);
    }

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-28T03:12:07Z, true",
        "today, 2026-11-28T00:00:00Z, true",
        "Yesterday, 2026-11-27T00:00:00Z, true",
        "-30m, 2026-11-28T02:42:07Z, true",
        "-2h, 2026-11-28T01:12:07Z, true",
        "-1d, 2026-11-27T03:12:07Z, true",
        "7d, 2026-11-21T03:12:07Z, true",
        "2026-11-27, 2026-11-27T00:00:00Z, false",
        "2026-11-27T03:12, 2026-11-27T03:12:00Z, false",
        "2026-11-27T03:12:07.5, 2026-11-27T03:12:07.500Z, false",
        "2026-11-27T03:12:07Z, 2026-11-27T03:12:07Z, false",
        "2026-11-27 03:12:07Z, 2026-11-27T03:12:07Z, false",
        "2026-11-27T03:12+01:00, 2026-11-27T02:12:00Z, false",
        "2026-11-27T23:12:07-0500, 2026-11-28T04:12:07Z, false",
    })
    void isReadAsItIsMeant(String text, Instant meaning, boolean moves) {
        assertThat(typed(text)).isEqualTo(new TypedTime(text, meaning, moves));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-1w",
                "-d",
                "-1234567d",
                "2026-02-30",
                "2026-11-27T25:00",
                "03:12",
                "2026-11-27T 03:12"
            })
    void whatIsNoTimeIsRefusedWithTheFormsAndAnExample(String text) {
        assertThatThrownBy(() -> typed(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContainingAll("'" + text + "' is no time", "yesterday", "-2h", "for example 2026-11-27");
    }

    @Test
    void everyCommandThatTakesATimeTakesItInTheSameForms() {
        List<String> times = new ArrayList<>();
        for (CommandLine command : CommandLineDocumentationTest.leaves(new Postrider(Map.of()).commandLine())) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.paramLabel().equals("TIME")) {
                    assertThat(option.type()).as(option.longestName()).isEqualTo(TypedTime.class);
                    times.add(command.getCommandName() + " " + option.names()[0]);
                }
            }
            if (command.getCommandSpec().optionsMap().containsKey("--since")) {
                assertThat(command.getCommandSpec().optionsMap()).containsKey("--before");
                assertThat(command.getUsageMessage().replaceAll("\\s+", " "))
                        .contains("-2h, -1d", "UTC, unless it ends in an offset");
            }
        }
        assertThat(times)
                .contains(
                        "verify --since",
                        "verify --before",
                        "views --since",
                        "views --before",
                        "replay --from",
                        "replay --delivered-from",
                        "list --from",
                        "requeue --from",
                        "discard --before");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify --since=today --before=yesterday",
                "views --since today --before yesterday",
                "replay --from=today --before=yesterday",
                "replay --delivered-from=today --delivered-before=yesterday",
                "dead-letters list --since=today --before=yesterday",
                "dead-letters discard --from today --before yesterday --yes"
            })
    void aRangeThatHoldsNothingIsRefusedWithBothValues(String command) {
        CommandRun run = CommandRun.at(NOW, NOWHERE, command.split(" "));

        assertThat(run.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.err())
                .contains("=today (2026-11-28T00:00:00Z) is not before --", "before=yesterday (2026-11-27T00:00:00Z)");
    }

    @Test
    void theBeginAsTheEndHoldsNothing() {
        assertThat(CommandRun.at(NOW, NOWHERE, "verify", "--since=-0m", "--before=now")
                        .err())
                .contains("--since=-0m (2026-11-28T03:12:07Z) is not before --before=now (2026-11-28T03:12:07Z)");
    }

    @Test
    void aWrongTimeIsNamedWithItsOption() {
        CommandRun run = CommandRun.at(NOW, NOWHERE, "verify", "--since", "yesteryear");

        assertThat(run.exitCode()).isEqualTo(ExitCodes.WRONG_USAGE);
        assertThat(run.err()).contains("'--since'", "'yesteryear' is no time", "-2h");
    }
}
