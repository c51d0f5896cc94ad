package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.SeenServer;
import java.util.List;

/** How each of several ClickHouse servers looks. */
final class NamedServerChecks {
    private static final String ID = "clickhouse.servers";

    private NamedServerChecks() {}

    static void check(List<SeenServer> servers, Findings findings) {
        for (SeenServer server : servers) {
            findings.add(finding(server));
        }
    }

    private static Finding finding(SeenServer server) {
        if (!server.isWell()) {
            return new Finding(
                    ID,
                    Severity.WARNING,
                    server.words(),
                    "Another one serves while it is away, if one was proven to be its replica; delivery waits otherwise.",
                    "Bring it back, or leave it out of CLICKHOUSE_HOST: docs/replicas.md");
        }
        return server.isProven()
                ? Finding.ok(ID, server.words())
                : Finding.notice(
                        ID,
                        server.words(),
                        "It does not take over before a relay has compared it, and has delivered since: docs/replicas.md");
    }
}
