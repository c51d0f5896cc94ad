package dev.postrider.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.devdb.LocalClickHouse;
import dev.postrider.devdb.LocalPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnServersTest {
    @TempDir
    Path folder;

    @Test
    void aPostgresThatIsKilledComesBackOnItsPortWithItsData() {
        LocalPostgres first = TestServers.newPostgres(folder);
        PostgresDatabase database = PostgresDatabase.on(first);
        database.execute("CREATE TABLE kept AS SELECT 1 AS a");
        first.kill();
        try (LocalPostgres second = TestServers.restart(first)) {
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(database.queryOne("SELECT a FROM kept")).isEqualTo("1");
            database.close();
        }
    }

    @Test
    void aClickHouseThatIsKilledComesBackOnItsPortWithItsData() {
        LocalClickHouse first = TestServers.newClickHouse(folder);
        ClickHouseDatabase database = ClickHouseDatabase.on(first);
        database.execute("CREATE TABLE kept ENGINE = MergeTree ORDER BY a AS SELECT 1 AS a");
        first.kill();
        assertThat(database.isReachable()).isFalse();
        try (LocalClickHouse second = TestServers.restart(first)) {
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(database.queryOne("SELECT a FROM kept")).isEqualTo("1");
            database.close();
        }
    }
}
