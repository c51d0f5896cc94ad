package dev.postrider.crashtests.histories;

import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** An address that leads to another server from one connection to the next, as after a failover. */
final class SwitchedDataSource extends PGSimpleDataSource {
    @Serial
    private static final long serialVersionUID = 1L;

    private volatile String url;

    SwitchedDataSource(String url) {
        this.url = url;
    }

    void leadTo(String jdbcUrl) {
        url = jdbcUrl;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return java.sql.DriverManager.getConnection(url);
    }
}
