package dev.postrider.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class ServerUrlTest {
    @Test
    void aDatabaseUrlIsReadWithItsEscapesAndParameters() {
        PostgresServer server =
                PostgresServer.parse("NAME", "postgres://us%40er:p%3Aw%26d@db.example:6543/any?sslmode=require");
        assertThat(server).isEqualTo(new PostgresServer("db.example", 6543, "us@er", "p:w&d", "sslmode=require"));
        assertThat(server.jdbcUrl("mine"))
                .isEqualTo("jdbc:postgresql://db.example:6543/mine?user=us%40er&password=p%3Aw%26d&sslmode=require");
        assertThat(server.url("mine")).isEqualTo("postgres://us%40er:p%3Aw%26d@db.example:6543/mine?sslmode=require");
    }

    @Test
    void aClickHouseUrlHasDefaults() {
        assertThat(ClickHouseServer.parse("NAME", "http://ch.example"))
                .isEqualTo(new ClickHouseServer(URI.create("http://ch.example:8123"), "default", ""));
        assertThat(ClickHouseServer.parse("NAME", "https://me:s%20t@ch.example:9443/"))
                .isEqualTo(new ClickHouseServer(URI.create("https://ch.example:9443"), "me", "s t"));
    }

    @Test
    void otherUrlsAreRefusedWithoutShowingThePassword() {
        assertThatThrownBy(() -> PostgresServer.parse("NAME", "mysql://u:secret@h/d"))
                .hasMessageContaining("NAME")
                .hasMessageContaining("postgres://")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> ClickHouseServer.parse("NAME", "h:8123")).hasMessageContaining("NAME");
    }
}
