package dev.postrider.devdb.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that both commands have. */
final class DatabaseOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where data is kept between runs (default: POSTRIDER_DATA_DIR, else .data)")
    @Nullable
    Path data;

    @Option(names = "--fresh", description = "delete the data of the databases that are started, and start anew")
    boolean fresh;

    @Option(
            names = "--postgres-port",
            paramLabel = "N",
            description = "PostgreSQL's port; 0 = any free one (default: POSTRIDER_POSTGRES_PORT, else 5433)")
    @Nullable
    Integer postgresPort;

    @Option(
            names = "--clickhouse-port",
            paramLabel = "N",
            description = "ClickHouse's HTTP port; 0 = any free one (default: POSTRIDER_CLICKHOUSE_PORT, else 8123)")
    @Nullable
    Integer clickHousePort;
}
