package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ClientFaultCause;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** Makes the connections to a server that a sink needs. Connects to nothing yet. */
public final class Clients {
    private static final Duration SHORTEST_QUESTION = Duration.ofSeconds(5);
    private static final long CONNECT_TIMEOUT_SECONDS = 5;
    private static final int NETWORK_BUFFER_BYTES = 64 * 1024;

    private Clients() {}

    /** For inserts: an answer is waited for as long as it takes, under the eyes of a {@link CallWatch}. */
    public static Client inserts(ClickHouseSettings settings) {
        return OneRequest.in(builder(settings)
                .setConnectTimeout(CONNECT_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
                .setSocketTimeout(0, ChronoUnit.MILLIS)
                .build());
    }

    /** For questions. */
    static Client queries(ClickHouseSettings settings) {
        return OneRequest.in(patient(settings).build());
    }

    /** For questions that share a connection, and wait for one another. */
    static Client oneByOne(ClickHouseSettings settings) {
        return OneRequest.in(patient(settings)
                .setMaxConnections(1)
                .setConnectionRequestTimeout(longestQuestion(settings).toMillis(), ChronoUnit.MILLIS)
                .build());
    }

    /** For searches, whose time is kept by who asks. */
    public static Client searches(ClickHouseSettings settings) {
        return OneRequest.in(builder(settings)
                .setConnectTimeout(CONNECT_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
                .setSocketTimeout(0, ChronoUnit.MILLIS)
                .build());
    }

    private static Client.Builder patient(ClickHouseSettings settings) {
        return builder(settings)
                .setConnectTimeout(CONNECT_TIMEOUT_SECONDS, ChronoUnit.SECONDS)
                .setSocketTimeout(longestQuestion(settings).toMillis(), ChronoUnit.MILLIS);
    }

    /** How long an answer to a question is waited for: as long as for an insert's, but not shorter than a busy server takes. */
    static Duration longestQuestion(ClickHouseSettings settings) {
        Duration timeout = settings.timeout();
        return timeout.compareTo(SHORTEST_QUESTION) < 0 ? SHORTEST_QUESTION : timeout;
    }

    /** For quick looks, on a connection of their own each time: one that was kept may be dead while the server is well. */
    static Client glances(ClickHouseSettings settings, Duration longest) {
        return OneRequest.in(builder(settings)
                // It keeps a connection nevertheless; one so old is not used again.
                .enableConnectionPool(false)
                .setConnectionTTL(1, ChronoUnit.MILLIS)
                .setConnectTimeout(longest.toMillis(), ChronoUnit.MILLIS)
                .setSocketTimeout(longest.toMillis(), ChronoUnit.MILLIS)
                .build());
    }

    private static Client.Builder builder(ClickHouseSettings settings) {
        return new Client.Builder()
                .addEndpoint(settings.endpoint().toString())
                .setUsername(settings.login().user())
                .setPassword(settings.login().password())
                .setDefaultDatabase(settings.database())
                .setClientName("postrider")
                // A connection has three of these, and a process may have two connections for each of a hundred
                // outboxes.
                .setClientNetworkBufferSize(NETWORK_BUFFER_BYTES)
                // Whether to send again, and when, is the relay's decision.
                .setMaxRetries(0)
                .retryOnFailures(ClientFaultCause.None)
                // Answers are short, and the text of an error is read as it comes.
                .compressServerResponse(false)
                .compressClientRequest(!isLoopback(settings.host()));
    }

    /** On loopback compression costs more than it saves; over a network it is the other way round. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }
}
