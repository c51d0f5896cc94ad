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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

/** Asking a provider for its description. */
@ExtendWith(OutputCaptureExtension.class)
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
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LimitedHttp.LIMIT.plusSeconds(10));
        }
    }

    @Test
    void whileOneRequestFindsThatItIsStillSilentNobodyElseWaits() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
            Provider provider = at(MockProvider.issuer(silent.getLocalPort()));
            assertThatThrownBy(provider::registration).isInstanceOf(ProviderAwayException.class);
            silent.accept().close();
            now = now.plus(Provider.PAUSE);
            CompletableFuture<Void> first = CompletableFuture.runAsync(provider::registration);
            silent.accept();
            long begun = System.nanoTime();

            assertThatThrownBy(provider::registration).isInstanceOf(ProviderAwayException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LimitedHttp.LIMIT.dividedBy(2));
            assertThat(first).isNotDone();
            assertThatThrownBy(first::join).hasCauseInstanceOf(ProviderAwayException.class);
        }
    }

    @Test
    void eachNewReasonIsInTheLogOnce(CapturedOutput output) {
        int port = MockProvider.freePort();
        Provider provider = at(MockProvider.issuer(port) + "/");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(provider::registration).isInstanceOf(ProviderAwayException.class);
            now = now.plus(Provider.PAUSE);
        }
        try (MockProvider there = MockProvider.start(port)) {
            assertThatThrownBy(provider::registration)
                    .hasMessageContaining(there.issuer())
                    .isInstanceOf(ProviderAwayException.class);
        }
        assertThat(output.getAll().split("the provider can't be asked for its description", -1))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"})
    void aSecretGoesNowhereWithoutTls(String endpoint) {
        for (String elsewhere : List.of("http://login.example.com/x", "javascript:alert(1)", "//evil.example", "/x")) {
            assertThatThrownBy(() -> refusing(endpoint, elsewhere))
                    .isInstanceOf(ProviderAwayException.class)
                    .hasMessage("the provider's " + endpoint + " must be an https:// URL, is " + elsewhere);
        }
    }

    @Test
    void whatItCallsItselfIsToldOnOneLine() throws IOException {
        assertThatThrownBy(() -> answering("{\"issuer\":\"x\\u202e" + "y".repeat(10_000) + "\"}"))
                .hasMessageStartingWith("the provider calls itself xyy")
                .hasMessageMatching("\\P{C}{1,300}");
    }

    @Test
    void oneThatSaysTooMuchIsNone() {
        assertThatThrownBy(() -> described("\"x\":\"" + "y".repeat(LimitedHttp.LONGEST) + "\""))
                .isInstanceOf(ProviderAwayException.class)
                .hasMessageContaining("limit of 1000000 bytes");
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

    /** Of a provider that is reached with TLS. */
    private void refusing(String endpoint, String elsewhere) {
        String issuer = "https://login.example.com";
        String description = Stream.of("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
                .map(name -> "\"" + name + "\":\"" + (name.equals(endpoint) ? elsewhere : issuer + "/" + name) + "\"")
                .collect(Collectors.joining(",", "{\"issuer\":\"" + issuer + "\",", "}"));
        provider(issuer, (address, method) -> {
                    MockClientHttpResponse answer =
                            new MockClientHttpResponse(description.getBytes(StandardCharsets.UTF_8), HttpStatus.OK);
                    answer.getHeaders().setContentType(MediaType.APPLICATION_JSON);
                    MockClientHttpRequest request = new MockClientHttpRequest(method, address);
                    request.setResponse(answer);
                    return request;
                })
                .registration();
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
        return provider(issuer, LimitedHttp.requests());
    }

    private Provider provider(String issuer, ClientHttpRequestFactory requests) {
        return new Provider(
                new OidcProperties(issuer, "console", "hunter2", "ops", "", "groups", "preferred_username", "SSO"),
                "{baseUrl}/console/login/oidc/callback",
                requests,
                () -> now);
    }
}
