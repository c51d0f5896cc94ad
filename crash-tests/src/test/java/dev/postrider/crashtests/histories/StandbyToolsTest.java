package dev.postrider.crashtests.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postrider.crashtests.Looks;
import dev.postrider.devdb.LocalPostgres;
import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.Relay;
import dev.postrider.relay.sink.ClickHouseSink;
import dev.postrider.relay.tools.explain.Explain;
import dev.postrider.relay.tools.verify.Verification;
import dev.postrider.relay.tools.verify.VerifyListener;
import dev.postrider.relay.tools.verify.VerifyReport;
import dev.postrider.relay.tools.verify.VerifyScope;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.FaultProxy;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import dev.postrider.test.TestServers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tools that write nothing need no primary. */
@PostriderTest
class StandbyToolsTest {
    private static final int EVENTS = 100;

    @Test
    void verifyAndExplainReadAStandby(@TempDir Path folder, ClickHouseDatabase clickHouse) throws Exception {
        try (LocalPostgres primary = TestServers.newPostgres(folder.resolve("primary"));
                ClickHouseSink sink = OutboxFixture.sink(clickHouse)) {
            PostgresDatabase source = PostgresDatabase.on(primary);
            OutboxFixture.makeOutbox(source);
            OutboxFixture.publishTogether(source, EVENTS);
            try (Relay unused = Ends.start(source.dataSource(), OutboxFixture.sink(clickHouse), OutboxFixture.QUICK)) {
                Ends.awaitDelivered(source);
            }
            try (LocalPostgres replica =
                            OtherCluster.replica(primary, folder.resolve("replica"), "127.0.0.1", primary.port());
                    FaultProxy there = FaultProxy.to("127.0.0.1", replica.port())) {
                PostgresDatabase standby = source.through(there);
                await().atMost(Ends.SOON)
                        .ignoreExceptions()
                        .until(() -> standby.queryOne(
                                        "SELECT sum(row_count) FROM postrider.relay_batch WHERE done_at IS NOT NULL")
                                .equals(Integer.toString(EVENTS)));
                assertThat(standby.queryOne("SELECT pg_is_in_recovery()")).isEqualTo("t");

                VerifyReport report = new Verification(standby.dataSource(), sink.eventLog())
                        .run(new VerifyScope.All(), VerifyListener.none());

                assertThat(report.isClean()).isTrue();
                assertThat(report.events()).isEqualTo(EVENTS);
                assertThat(new Explain(standby.dataSource(), sink.eventLog())
                                .event(1)
                                .logUnknown())
                        .isNull();

                Looks looks = Looks.at(standby.dataSource());
                assertThat(looks.events()).hasSize(EVENTS);
                assertThat(looks.terms().isStandby()).isTrue();
                assertThat(looks.terms().holder()).isNull();
                assertThat(looks.terms().terms()).isNotEmpty();
                assertThat(looks.leaves().leaves()).hasSize(8);
                assertThat(looks.transactions().isStandby()).isTrue();
                assertThat(looks.curve().points()).hasSize(60);
            }
        }
    }
}
