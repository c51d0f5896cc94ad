package dev.postrider.relay.sink.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.ConnectionInitiationException;
import com.clickhouse.client.api.ServerException;
import dev.postrider.relay.batch.SendOutcome;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class OutcomeTableTest {
    @Test
    void takesBadDataAsRefused() {
        assertThat(OutcomeTable.standard()
                        .outcome(server(117, "Code: 117. DB::Exception: Cannot parse (INCORRECT_DATA)")))
                .isEqualTo(new SendOutcome.Refused(
                        117, "Code: 117 (INCORRECT_DATA)", "Code: 117. DB::Exception: Cannot parse (INCORRECT_DATA)"));
    }

    @Test
    void takesAnOverloadedServerAsUnavailable() {
        assertThat(OutcomeTable.standard().outcome(new ExecutionException(server(252, "Too many parts"))))
                .isEqualTo(new SendOutcome.Unavailable(252, "Too many parts"));
    }

    @Test
    void takesALostKeeperAsUnknownWhereReplicasKeepTheTableSinceSomePartitionsMayBeStored() {
        assertThat(OutcomeTable.standard().outcome(server(242, "Table is in readonly mode")))
                .isInstanceOf(SendOutcome.Unavailable.class);
        for (int code : new int[] {242, 999, 319, 244, 210, 279, 285, 286}) {
            assertThat(OutcomeTable.standard().onReplicas().outcome(server(code, "some")))
                    .as("code %d", code)
                    .isInstanceOf(SendOutcome.Unknown.class);
        }
        assertThat(OutcomeTable.standard()
                        .with("242=unavailable")
                        .onReplicas()
                        .outcome(server(242, "Table is in readonly mode")))
                .isInstanceOf(SendOutcome.Unavailable.class);
    }

    @Test
    void takesACodeItDoesNotKnowAsUnknownAndNeverAsRefused() {
        assertThat(OutcomeTable.standard().outcome(server(99_999, "news"))).isInstanceOf(SendOutcome.Unknown.class);
    }

    @Test
    void takesAConnectionThatNeverCameAboutAsUnavailableAndOneThatBrokeAsUnknown() {
        assertThat(OutcomeTable.standard().outcome(new RuntimeException(new ConnectException("Connection refused"))))
                .isEqualTo(new SendOutcome.Unavailable(0, "ConnectException: Connection refused"));
        assertThat(OutcomeTable.standard().outcome(new RuntimeException(new IOException("Connection reset"))))
                .isEqualTo(new SendOutcome.Unknown(0, "IOException: Connection reset"));
    }

    @Test
    void takesAnythingThatWentWrongInAViewAsUnknownSinceTheRowsMayBeInTheTable() {
        assertThat(OutcomeTable.standard()
                        .outcome(server(
                                117,
                                "Code: 117. DB::Exception: bad: while pushing to view default.v (INCORRECT_DATA)")))
                .isInstanceOf(SendOutcome.Unknown.class);
    }

    @Test
    void isNotMisledByWordsThatTheServerQuotesFromAnEvent() {
        for (String forged :
                List.of("while pushing to view default.v", "Type of x must be y", "it\\'s while pushing to view v")) {
            assertThat(OutcomeTable.standard()
                            .outcome(server(
                                    469,
                                    "Code: 469. DB::Exception: Constraint `c` for table default.event_log is violated at row 1."
                                            + " Expression: (event_type != 'bad'). Column values: event_type = '"
                                            + forged
                                            + "'. (VIOLATED_CONSTRAINT)")))
                    .as(forged)
                    .isInstanceOf(SendOutcome.Refused.class);
        }
    }

    @Test
    void doesNotBelieveTheClientThatNothingWasSentWhenTheServerClosedWithoutAnAnswer() {
        assertThat(OutcomeTable.standard()
                        .outcome(new ConnectionInitiationException(
                                "Failed to connect", new NoHttpResponseException("failed to respond"))))
                .isInstanceOf(SendOutcome.Unknown.class);
    }

    @Test
    void takesABatchWrittenForAColumnsEarlierTypeAsUnavailableAndNotAsBad() {
        assertThat(OutcomeTable.standard()
                        .outcome(
                                server(117, "Type of 'metadata_version' must be UInt32, not UInt64: (INCORRECT_DATA)")))
                .isInstanceOf(SendOutcome.Unavailable.class);
    }

    @Test
    void tellsAProxysAnswerFromTheServers() {
        assertThat(OutcomeTable.standard().outcome(new ServerException(0, "Bad Gateway", 502, "query")))
                .isInstanceOf(SendOutcome.Unknown.class);
        assertThat(OutcomeTable.standard().outcome(new ServerException(0, "Too Large", 413, "query")))
                .as("a planned batch keeps its size: halves of it fit")
                .isInstanceOf(SendOutcome.Refused.class);
        assertThat(OutcomeTable.standard().outcome(new ServerException(0, "Too Many", 429, "query")))
                .isInstanceOf(SendOutcome.Unavailable.class);
    }

    @Test
    void takesShortMemoryAndTooManyOpenFilesAsMaybeStoredAndTooLarge() {
        for (int code : new int[] {76, 173, 241}) {
            assertThat(OutcomeTable.standard().outcome(server(code, "too much")))
                    .isInstanceOfSatisfying(
                            SendOutcome.Unknown.class,
                            unknown -> assertThat(unknown.isTooLarge()).isTrue());
        }
        assertThat(OutcomeTable.standard().outcome(server(252, "too many parts")))
                .as("smaller parts would make it worse")
                .isInstanceOf(SendOutcome.Unavailable.class);
    }

    @Test
    void canBeAddedToAndChanged() {
        OutcomeTable changed = OutcomeTable.standard().with("241=unavailable, 12345=refused,http-503=unavailable");

        assertThat(changed.outcome(server(241, "memory"))).isInstanceOf(SendOutcome.Unavailable.class);
        assertThat(changed.outcome(server(12_345, "news"))).isInstanceOf(SendOutcome.Refused.class);
        assertThat(changed.outcome(server(117, "bad"))).isInstanceOf(SendOutcome.Refused.class);
        assertThat(OutcomeTable.standard().with("")).isNotNull();
    }

    @Test
    void refusesLinesItCannotReadAndNamesThem() {
        assertThatThrownBy(() -> OutcomeTable.standard().with("241=unavailable,http-5=lost"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'http-5=lost'")
                .hasMessageContaining("refused, unavailable, unknown or too-large");
        assertThatThrownBy(() -> OutcomeTable.standard().with("241=stored")).hasMessageContaining("'241=stored'");
    }

    /** As the HTTP client inside the client has it. */
    private static final class NoHttpResponseException extends IOException {
        private static final long serialVersionUID = 1L;

        NoHttpResponseException(String message) {
            super(message);
        }
    }

    private static ServerException server(int code, String message) {
        return new ServerException(code, message, 500, "query");
    }
}
