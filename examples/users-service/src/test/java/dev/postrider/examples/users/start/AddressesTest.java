package dev.postrider.examples.users.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class AddressesTest {
    private final MockEnvironment environment = new MockEnvironment()
            .withProperty("local.server.port", "8000")
            .withProperty("postrider.console.path", "/console")
            .withProperty("spring.datasource.url", "jdbc:postgresql://db:5433/app?user=ann&password=hidden");

    @Test
    void namesEveryAddressAndWhatToTry() {
        environment.setProperty("postrider.clickhouse.host", "127.0.0.1");
        environment.setProperty("postrider.clickhouse.port", "8124");

        assertThat(new Addresses(environment).notice("first login in the file /tmp/x"))
                .startsWith("Ready\n")
                .contains("http://localhost:8000/\n")
                .contains("http://localhost:8000/console  (first login in the file /tmp/x)\n")
                .contains("http://localhost:8000/actuator/health\n")
                .contains("http://localhost:8000/actuator/prometheus\n")
                .contains("postgresql://db:5433/app?user=ann\n")
                .contains("http://127.0.0.1:8124\n")
                .contains("curl -i http://localhost:8000/api/users -H 'Content-Type: application/json'")
                .containsPattern("-d '\\{\"email\":\"ann-[0-9a-z]+@example.com\"")
                .contains("curl 'http://127.0.0.1:8124/?database=default' --data-binary");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', textBlock = """
            a,b http://a:8123
            a:9000,b http://a:9000
            [::1]:9000,b http://[::1]:9000
            ::1,b http://[::1]:8123
            """)
    void ofSeveralClickHouseServersTheFirstIsNamed(String hosts, String first) {
        environment.setProperty("postrider.clickhouse.host", hosts);

        assertThat(new Addresses(environment).notice("first login in the file /tmp/x"))
                .contains(first + "\n");
    }

    @Test
    void tellsNoPasswordThatSomebodyConfigured() {
        environment.setProperty("postrider.clickhouse.user", "writer");
        environment.setProperty("postrider.clickhouse.password", "clickhouse-secret");
        environment.setProperty(
                "spring.datasource.url", "jdbc:postgresql://db:5433/app?password=hidden&sslmode=require");
        environment.setProperty("spring.datasource.username", "ann");
        environment.setProperty("spring.datasource.password", "hidden");

        assertThat(new Addresses(environment).notice("first login in the file /tmp/x"))
                .doesNotContain("clickhouse-secret", "hidden")
                .contains("--user \"writer:$CLICKHOUSE_PASSWORD\"", "postgresql://ann@db:5433/app?sslmode=require\n");
    }
}
