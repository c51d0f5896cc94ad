package dev.postrider.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.TokenRequest;
import dev.postrider.console.host.Host;
import dev.postrider.console.host.WebClient;
import dev.postrider.console.host.WebClient.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.http.NettyWrapper;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenCallback;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;
import org.jspecify.annotations.Nullable;

/** A provider in this JVM, which logs in whoever comes. Whoever starts it closes it. */
final class MockProvider implements AutoCloseable {
    static final String CLIENT = "postrider";
    static final String SECRET = "a-secret-of-the-console";
    private static final String ISSUER = "ops";
    private static final int HOUR = 3600;

    private final Token token = new Token();
    private final MockOAuth2Server server = new MockOAuth2Server(
            new OAuth2Config(false, null, null, false, new OAuth2TokenProvider(), Set.of(token), new NettyWrapper()));

    /** What is said at the moment; one login at a time. */
    private static final class Token implements OAuth2TokenCallback {
        private volatile boolean isShort;
        private int asked;
        private volatile OAuth2TokenCallback said = new DefaultOAuth2TokenCallback(ISSUER);

        @Override
        public String issuerId() {
            return ISSUER;
        }

        @Override
        public @Nullable String subject(TokenRequest request) {
            return said.subject(request);
        }

        @Override
        public String typeHeader(TokenRequest request) {
            return said.typeHeader(request);
        }

        @Override
        public List<String> audience(TokenRequest request) {
            return said.audience(request);
        }

        /** The token of the login is made first, then the one that further questions are asked with. */
        @Override
        public Map<String, Object> addClaims(TokenRequest request) {
            boolean isOfLogin = asked++ % 2 == 0;
            return isOfLogin && isShort ? Map.of() : said.addClaims(request);
        }

        @Override
        public long tokenExpiry() {
            return said.tokenExpiry();
        }
    }

    private MockProvider(int port) throws IOException {
        server.start(InetAddress.getByName("localhost"), port);
    }

    static MockProvider start() {
        return start(0);
    }

    /** At a port of {@link #freePort()}. */
    static MockProvider start(int port) {
        try {
            return new MockProvider(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String issuer() {
        return server.issuerUrl(ISSUER).toString();
    }

    /** Where the one at a port would be. */
    static String issuer(int port) {
        return "http://localhost:" + port + "/" + ISSUER;
    }

    /** Properties of the host. */
    static String[] settings(String issuer, String... more) {
        return Stream.concat(
                        Stream.of(
                                "postrider.relay.enabled=false",
                                "postrider.console.oidc.issuer=" + issuer,
                                "postrider.console.oidc.client-id=" + CLIENT,
                                "postrider.console.oidc.client-secret=" + SECRET,
                                "postrider.console.oidc.operators=delivery, on-call",
                                "postrider.console.oidc.viewers=staff",
                                "postrider.console.oidc.name=Example Login"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** What tokens say from now on. */
    void says(Map<String, Object> claims) {
        says(claims, HOUR);
    }

    /** The same, valid for so many seconds. */
    void says(Map<String, Object> claims, int seconds) {
        token.said =
                new DefaultOAuth2TokenCallback(ISSUER, "subject-of-somebody", "JWT", List.of(CLIENT), claims, seconds);
    }

    /** Whether the token of a login says nothing, and the rest has to be asked for. */
    void isShort(boolean isShort) {
        token.isShort = isShort;
    }

    /** Begins a login and goes to the provider; the address that it sends the browser back to, below the host's. */
    String visit(WebClient client, String query) {
        String asked = client.get(Host.PATH + "/login/oidc" + query).location();
        assertThat(asked).startsWith(issuer() + "/authorize?");
        return visitAt(asked);
    }

    /** Goes to an address of the provider's. */
    String visitAt(String asked) {
        Answer answer = new WebClient("").get(asked);
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        return answer.location().replaceFirst("https?://[^/]+", "");
    }

    /** The whole of a login. */
    Answer logIn(WebClient client, Map<String, Object> claims) {
        says(claims);
        return client.get(visit(client, ""));
    }

    @Override
    public void close() {
        server.shutdown();
    }
}
