package dev.postrider.test;

import dev.postrider.devdb.LocalPostgres;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where a PostgreSQL is and who we are there.
 *
 * @param password empty = none
 * @param parameters of the connection as in a URL, {@code sslmode=require}; empty = none
 */
record PostgresServer(String host, int port, String user, String password, String parameters) {

    static PostgresServer of(LocalPostgres server) {
        return new PostgresServer("127.0.0.1", server.port(), server.user(), "", "");
    }

    /** Reads {@code postgres://user:password@host:port/anything?parameters}; the database in it is not used. */
    static PostgresServer parse(String variable, String text) {
        URI uri = URI.create(text);
        boolean known = "postgres".equals(uri.getScheme()) || "postgresql".equals(uri.getScheme());
        if (!known || uri.getHost() == null || uri.getRawUserInfo() == null) {
            throw new IllegalArgumentException(
                    variable + " is not of the form postgres://user:password@host:port/database");
        }
        String[] account = uri.getRawUserInfo().split(":", 2);
        return new PostgresServer(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                URLDecoder.decode(account[0], StandardCharsets.UTF_8),
                account.length == 1 ? "" : URLDecoder.decode(account[1], StandardCharsets.UTF_8),
                uri.getRawQuery() == null ? "" : uri.getRawQuery());
    }

    /** The same server at the other end of a proxy. */
    PostgresServer at(String newHost, int newPort) {
        return new PostgresServer(newHost, newPort, user, password, parameters);
    }

    /** The same server, signed in as another. */
    PostgresServer as(String newUser, String newPassword) {
        return new PostgresServer(host, port, newUser, newPassword, parameters);
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?user=" + encoded(user)
                + (password.isEmpty() ? "" : "&password=" + encoded(password))
                + (parameters.isEmpty() ? "" : "&" + parameters);
    }

    String url(String database) {
        return "postgres://" + encoded(user) + (password.isEmpty() ? "" : ":" + encoded(password)) + "@" + host + ":"
                + port + "/" + database + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
