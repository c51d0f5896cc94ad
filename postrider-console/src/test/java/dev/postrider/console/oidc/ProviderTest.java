package dev.postrider.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.postrider.spring.config.OidcProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

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

    @Test
    void whatItWantsToBeAskedForIsAskedForAndNothingElse() throws IOException {
        assertThat(described("\"scopes_supported\":[\"openid\",\"email\",\"groups\",\"offline_access\"]")
                        .getScopes())
                .containsExactlyInAnyOrder("openid", "email", "groups");
        assertThat(described("\"scopes_supported\":[]").getScopes()).containsExactly("openid");
        assertThat(described("\"x\":1").getScopes()).containsExactlyInAnyOrder("openid", "profile", "email");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "<html>", "{}", "{\"issuer\":1}", "{\"issuer\":\"ISSUER\"}"})
    void oneThatSaysSomethingElseIsNone(String description) throws IOException {
        assertThatThrownBy(() -> answering(description)).isInstanceOf(ProviderAwayException.class);
    }

    private ClientRegistration described(String more) throws IOException {
        return answering("{\"issuer\":\"ISSUER\",\"authorization_endpoint\":\"ISSUER/authorize\","
                + "\"token_endpoint\":\"ISSUER/token\",\"jwks_uri\":\"ISSUER/jwks\",\"subject_types_supported\":[\"public\"],"
                + more + "}");
    }

    private ClientRegistration answering(String description) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        String issuer = "http://localhost:" + server.getAddress().getPort();
        byte[] body = description.replace("ISSUER", issuer).getBytes(StandardCharsets.UTF_8);
        server.createContext("/.well-known/openid-configuration", request -> {
            request.getResponseHeaders().set("Content-Type", "application/json");
            request.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            request.getResponseBody().write(body);
            request.close();
        });
        server.start();
        try {
            return at(issuer).registration();
        } finally {
            server.stop(0);
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
