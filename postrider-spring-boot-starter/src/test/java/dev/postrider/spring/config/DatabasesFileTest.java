package dev.postrider.spring.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabasesFileTest {

    @TempDir
    private Path folder;

    @Test
    void eachLineIsADatabaseAndItsOutboxIsNamedAfterItOrByTheLine() throws IOException {
        Path file = file("""
                # the shops
                postgres://relay:s%40cret@db1.example.com/shop?sslmode=require

                \tjdbc:postgresql://db2.example.com:6432/shop?user=relay\tshop of Oslo   # was moved
                postgres://relay@db3/warehouse #north
                """);

        assertThat(DatabasesFile.read(file))
                .containsExactly(
                        new OutboxDatabase(
                                "shop",
                                new ProcessSettings.Database(
                                        "jdbc:postgresql://db1.example.com/shop?sslmode=require", "relay", "s@cret")),
                        new OutboxDatabase(
                                "shop of Oslo",
                                new ProcessSettings.Database(
                                        "jdbc:postgresql://db2.example.com:6432/shop?user=relay", null, null)),
                        new OutboxDatabase(
                                "warehouse",
                                new ProcessSettings.Database("jdbc:postgresql://db3/warehouse", "relay", null)));
    }

    @Test
    void everyBadLineIsNamedByItsNumberAndWithoutItsPassword() throws IOException {
        Path file = file("""
                postgres://u:hunter2@db1/shop
                mysql://u:hunter2@db1/shop
                # postgres://u:hunter2@nobody
                postgres:/u:hunter2@db1/stock
                postgres://u:hunter2@db1/stock a/b
                jdbc:mysql://db1/shop?password=hunter2
                """);

        assertThatThrownBy(() -> DatabasesFile.read(file))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(
                        "POSTRIDER_DATABASES_FILE (postrider.databases-file), line 2 is 'mysql://u:***@db1/shop'")
                .hasMessageContaining("line 4 is 'postgres:/***@db1/stock', must be a URL of the form")
                .hasMessageContaining(
                        "line 5 is 'postgres://u:***@db1/stock a/b', must be followed by the outbox's name")
                .hasMessageContaining("line 6 is 'jdbc:mysql://db1/shop?password=***'")
                .hasMessageNotContaining("line 1 ")
                .hasMessageNotContaining("line 3 ")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://a@db1/shop",
                "postgres://b:secret@DB1:5432/shop?sslmode=require another name",
                "jdbc:postgresql://db1/shop other",
            })
    void aDatabaseThatStandsInTheFileTwiceIsRefusedHoweverItIsWritten(String again) throws IOException {
        Path file = file("postgres://a@db1/shop\npostgres://a@db1/stock\n" + again + "\n");

        assertThatThrownBy(() -> DatabasesFile.read(file))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("line 3 is ")
                .hasMessageContaining("must be another database than that of line 1")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres://a@db2/shop", "postgres://a@db2/stock shop"})
    void twoOutboxesOfOneNameAreRefusedWithBothLinesAndTheRemedy(String second) throws IOException {
        Path file = file("postgres://a@db1/shop\n\n" + second + "\n");

        assertThatThrownBy(() -> DatabasesFile.read(file))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("line 3 is '" + second + "'")
                .hasMessageContaining("followed by a name of its own for its outbox: 'shop' is that of line 1");
    }

    @Test
    void aFileWithoutADatabaseIsRefusedAsIsOneThatIsNotThere() throws IOException {
        Path empty = file("# nothing yet\n\n");
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> DatabasesFile.read(empty))
                .hasMessageContaining(empty.toString())
                .hasMessageContaining("at least one line");
        assertThatThrownBy(() -> DatabasesFile.read(missing))
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("that can be read");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("databases"), text);
    }
}
