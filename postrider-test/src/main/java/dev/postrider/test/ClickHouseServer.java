package dev.postrider.test;

import dev.postrider.devdb.LocalClickHouse;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Where a ClickHouse HTTP endpoint is and who we are there. */
record ClickHouseServer(URI url, String user, String password) {

    static ClickHouseServer of(LocalClickHouse server) {
        return new ClickHouseServer(
                server.url(), server.options().user(), server.options().password());
    }

    /** Reads {@code http://user:password@host:port}; without an account it is {@code default} without a password. */
    static ClickHouseServer parse(String variable, String text) {
        URI uri = URI.create(text);
        boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException(variable + " is not of the form http://user:password@host:port");
        }
        int standard = uri.getScheme().equals("http") ? 8123 : 8443;
        int port = uri.getPort() < 0 ? standard : uri.getPort();
        String account = uri.getRawUserInfo() == null ? "default" : uri.getRawUserInfo();
        String[] parts = account.split(":", 2);
        return new ClickHouseServer(
                URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port),
                URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }

    /** The same server at the other end of a proxy. */
    ClickHouseServer at(String host, int port) {
        return new ClickHouseServer(URI.create(url.getScheme() + "://" + host + ":" + port), user, password);
    }
}
