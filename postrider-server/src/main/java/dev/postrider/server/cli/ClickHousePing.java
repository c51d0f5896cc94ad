package dev.postrider.server.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/** A sign of life of a ClickHouse server. */
record ClickHousePing(URI endpoint) {

    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** Whether it answers at all: that it does not know the address, or wants another protocol, is an answer, too. */
    boolean isAnswered() {
        try {
            HttpURLConnection ping =
                    (HttpURLConnection) URI.create(endpoint + "/ping").toURL().openConnection();
            ping.setConnectTimeout((int) LONGEST.toMillis());
            ping.setReadTimeout((int) LONGEST.toMillis());
            try {
                return ping.getResponseCode() != 0;
            } finally {
                ping.disconnect();
            }
        } catch (SocketTimeoutException | ConnectException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
