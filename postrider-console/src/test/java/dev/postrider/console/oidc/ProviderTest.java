package dev.postrider.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.spring.config.OidcProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Asking a provider for its description. */
class ProviderTest {
    private volatile Instant now = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void oneThatIsAwayIsNotAskedAgainAtOnceAndFoundWhenItComes() {
        int port = MockProvider.freePort();
        Provider provider = at(MockProvider.issuer(port));
        assertThatThrownBy(provider::registration).isInstanceOf(ProviderAwayException.class);

        try (MockProvider there = MockProvider.start(port)) {
            assertThatThrownBy(provider::registration).isInstanceOf(ProviderAwayException.class);
            now = now.plus(Provider.PAUSE);
            assertThat(provider.registration().getProviderDetails().getTokenUri())
                    .isEqualTo(there.issuer() + "/token");
        }
        assertThat(provider.registration().getScopes()).contains("openid");
    }

    @Test
    void aClockThatWasSetBackMakesNoFailureLast() {
        int port = MockProvider.freePort();
        Provider provider = at(MockProvider.issuer(port));
        assertThatThrownBy(provider::registration).isInstanceOf(ProviderAwayException.class);
        now = now.minus(Duration.ofDays(1));

        try (MockProvider there = MockProvider.start(port)) {
            assertThat(provider.registration().getProviderDetails().getIssuerUri())
                    .isEqualTo(there.issuer());
        }
    }

    @Test
    void oneThatTakesConnectionsAndSaysNothingIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
            Provider provider = at(MockProvider.issuer(silent.getLocalPort()));
            long begun = System.nanoTime();

            assertThatThrownBy(provider::registration).isInstanceOf(ProviderAwayException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TimeLimitedHttp.LIMIT.plusSeconds(10));
        }
    }

    @Test
    void oneThatCallsItselfSomethingElseIsNone() {
        try (MockProvider there = MockProvider.start()) {
            assertThatThrownBy(at(there.issuer() + "/")::registration)
                    .isInstanceOf(ProviderAwayException.class)
                    .hasMessage("the provider calls itself " + there.issuer() + ", not " + there.issuer() + "/");
        }
    }

    private Provider at(String issuer) {
        return new Provider(
                new OidcProperties(issuer, "console", "hunter2", "ops", "", "groups", "preferred_username", "SSO"),
                "{baseUrl}/console/login/oidc/callback",
                TimeLimitedHttp.requests(),
                () -> now);
    }
}
