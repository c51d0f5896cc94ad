package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/with-env} reads {@code .env} as {@code docker compose} documents it. */
class WithEnvTest {
    private static final int WRONG_USAGE = 2;

    @TempDir
    private Path folder;

    /** What came of it: the exit code, and all that it printed. */
    private record Run(int exitCode, String output) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "X=Production # live          | Production",
                "X=Production\t# live         | Production",
                "X=a#b                        | a#b",
                "X=a #b #c                    | a",
                "X=#a                         | ``",
                "X=   spaced out              | spaced out",
                "X =a                         | a",
                "X=\"a # b\" # c              | a # b",
                "X=\"a\"                      | a",
                "X=\"a\\\"b\\\\c\\$X\"        | a\"b\\c$X",
                "X=\"{\\\"hello\\\": \\\"json\\\"}\" | {\"hello\": \"json\"}",
                "X=\"a\\tb\"                  | a\tb",
                "X='a $SET ${SET} \\n # b'    | a $SET ${SET} \\n # b",
                "X='Let\\'s go!' # c          | Let's go!",
                "export X=a                   | a",
                "export  X=\"a b\"            | a b",
                "X=C:\\path\\new              | C:\\path\\new",
                "X=a'b\"c                     | a'b\"c",
                "X=pa$$w0rd                   | pa$w0rd",
                "X=$SET                       | shell",
                "X=${SET}s                    | shells",
                "X=\"$SET\"                   | shell",
                "X=${UNSET:-other}            | other",
                "X=${UNSET-other}             | other",
                "X=${SET:-other}              | shell",
                "X=${EMPTY:-other}            | other",
                "X=${EMPTY-other}             | ``",
                "X=${SET:+other}              | other",
                "X=${UNSET:+other}            | ``",
                "X=${SET:?needed}             | shell",
                "X=a$UNSET                    | a",
                "SET=file                     | ``",
            })
    void aLineStandsForItsValue(String line, String value) throws Exception {
        assertThat(valueOfX(line + "\n")).isEqualTo(value);
    }

    @Test
    void linesMaySeeEarlierOnesAndLaterOnesWin() throws Exception {
        assertThat(valueOfX("# first\n\nA=1\r\nX=$A\nA=2\nX=${A}${A}\r\n")).isEqualTo("22");
        assertThat(valueOfX("A=1\nX=last without an end of the line")).isEqualTo("last without an end of the line");
    }

    @Test
    void whatTheShellHasWins() throws Exception {
        assertThat(run("SET=file\n", "printf %s \"$SET\"").output()).isEqualTo("shell");
        assertThat(run("EMPTY=file\n", "printf %s \"$EMPTY\"").output()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hunter2                  | line 1 of .env is not NAME=value",
                "1X=hunter2               | line 1 of .env is not NAME=value",
                "X=\"hunter2              | line 1 of .env has a value whose quotes don't end",
                "X='hunter2' hunter2      | line 1 of .env has a value whose quotes don't end, or text behind them",
                "X=hunter2${              | line 1 of .env has a $ that stands for nothing",
                "X=hunter2$               | line 1 of .env has a $ that stands for nothing",
                "X=hunter2${UNSET:?set it} | line 1 of .env needs UNSET: set it",
            })
    void aLineThatCantBeReadIsNamedByItsNumberAndNeverByItsValue(String line, String message) throws Exception {
        Run run = run(line + "\n", "true");

        assertThat(run.exitCode()).isEqualTo(WRONG_USAGE);
        assertThat(run.output()).contains(message).doesNotContain("hunter2");
    }

    private String valueOfX(String env) throws Exception {
        Run run = run(env, "printf %s \"${X-}\"");
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run.output();
    }

    private Run run(String env, String command) throws IOException, InterruptedException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path script = bin.resolve("with-env");
        if (!Files.exists(script)) {
            Files.copy(Path.of("../bin/with-env"), script);
        }
        Files.writeString(folder.resolve(".env"), env);
        ProcessBuilder builder = new ProcessBuilder(
                        new ArrayList<>(List.of("bash", script.toString(), "bash", "-c", command)))
                .redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("X", "A", "UNSET"));
        builder.environment().putAll(Map.of("SET", "shell", "EMPTY", ""));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}
