package dev.postrider.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The way in, where nobody has an account yet. */
@PostriderTest
@ExtendWith(OutputCaptureExtension.class)
class FirstLoginTest {
    @TempDir
    Path folder;

    @Test
    void itsPasswordIsInAFileForItsOwnerAloneAndInNoLog(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse, CapturedOutput output) throws IOException {
        Path file = folder.resolve("new/first");
        try (Host host = start(postgres, clickHouse, file)) {
            String words = host.bean(FirstLogin.class).inWords(Duration.ofSeconds(20));
            await().until(() -> Files.exists(file));
            assertThat(words).isEqualTo("first login in the file " + file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            String password = Files.readAllLines(file).get(1).replace("password ", "");
            assertThat(password).hasSizeGreaterThan(15);
            assertThat(output.getAll())
                    .contains("first login is in a file", file.toString())
                    .doesNotContain(password);
            assertThat(postgres.queryOne("SELECT password_hash FROM postrider.console_account"))
                    .startsWith("{pbkdf2")
                    .doesNotContain(password);

            WebClient client = new WebClient(host.base());
            assertThat(client.logIn(Host.PATH, "operator", password).header("location"))
                    .endsWith(Host.PATH);
            assertThat(client.get(Host.PATH).body()).contains("operator").doesNotContain("(viewer)");
        }
        assertThat(folder.resolve("new").toFile().list()).containsExactly("first");
        Files.delete(file);
        try (Host again = start(postgres, clickHouse, file)) {
            assertThat(again.bean(FirstLogin.class).inWords(Duration.ofSeconds(20)))
                    .startsWith("logins as before");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void nobodyGetsAnAccountWhereItsPasswordCantBeWritten(
            PostgresDatabase postgres, ClickHouseDatabase clickHouse, CapturedOutput output) throws IOException {
        Path blocked = Files.createFile(folder.resolve("a-file"));
        try (Host host = start(postgres, clickHouse, blocked.resolve("first"))) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> output.getAll()
                            .contains("set POSTRIDER_CONSOLE_PASSWORD_FILE, or run postrider accounts add"));
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.console_account"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aFolderIsNoFileForThePassword(PostgresDatabase postgres, ClickHouseDatabase clickHouse, CapturedOutput output)
            throws IOException {
        Path taken = Files.createDirectories(folder.resolve("taken"));
        Files.createFile(taken.resolve("something"));
        try (Host host = start(postgres, clickHouse, taken)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> output.getAll().contains("can't be written to " + taken));
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.console_account"))
                    .isEqualTo("0");
        }
    }

    @Test
    void accountsMayComeFromTheConfigurationInstead(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        Path file = folder.resolve("first");
        String users = "ada:operator:" + Passwords.hash("a-password-of-ada") + ",bob:viewer:"
                + Passwords.hash("a-password-of-bob");
        try (Host host = Host.startWithoutAccounts(
                InstantSource.system(),
                postgres,
                clickHouse,
                "postrider.relay.enabled=false",
                "postrider.console.password-file=" + file,
                "postrider.console.users=" + users)) {
            WebClient bob = new WebClient(host.base());
            bob.logIn(Host.PATH, "bob", "a-password-of-bob");
            assertThat(bob.get(Host.PATH).body()).contains("(viewer)");
            WebClient ada = new WebClient(host.base());
            ada.logIn(Host.PATH, "ada", "a-password-of-ada");
            assertThat(ada.get(Host.PATH).body()).contains("ada").doesNotContain("(viewer)");
            assertThat(file).doesNotExist();
            assertThat(postgres.queryOne("SELECT count(*) FROM postrider.console_account"))
                    .isEqualTo("0");
        }
    }

    private static Host start(PostgresDatabase postgres, ClickHouseDatabase clickHouse, Path file) {
        return Host.startWithoutAccounts(
                InstantSource.system(),
                postgres,
                clickHouse,
                "postrider.relay.enabled=false",
                "postrider.console.password-file=" + file);
    }
}
