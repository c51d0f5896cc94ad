package dev.postrider.relay.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.client.api.ServerException;
import dev.postrider.relay.batch.SendOutcome;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ErrorCodesTest {
    @Test
    void takesBadDataAsRefused() {
        assertThat(ErrorCodes.outcome(server(117, "Code: 117. DB::Exception: Cannot parse (INCORRECT_DATA)")))
                .isEqualTo(new SendOutcome.Refused(117, "Code: 117. DB::Exception: Cannot parse (INCORRECT_DATA)"));
    }

    @Test
    void takesAnOverloadedServerAsUnavailable() {
        assertThat(ErrorCodes.outcome(new ExecutionException(server(252, "Too many parts"))))
                .isEqualTo(new SendOutcome.Unavailable(252, "Too many parts"));
    }

    @Test
    void takesACodeItDoesNotKnowAsUnknownAndNeverAsRefused() {
        assertThat(ErrorCodes.outcome(server(99_999, "news"))).isInstanceOf(SendOutcome.Unknown.class);
    }

    @Test
    void takesAConnectionThatNeverCameAboutAsUnavailableAndOneThatBrokeAsUnknown() {
        assertThat(ErrorCodes.outcome(new RuntimeException(new ConnectException("Connection refused"))))
                .isEqualTo(new SendOutcome.Unavailable(0, "ConnectException: Connection refused"));
        assertThat(ErrorCodes.outcome(new RuntimeException(new IOException("Connection reset"))))
                .isEqualTo(new SendOutcome.Unknown(0, "IOException: Connection reset"));
    }

    private static ServerException server(int code, String message) {
        return new ServerException(code, message, 500, "query");
    }
}
