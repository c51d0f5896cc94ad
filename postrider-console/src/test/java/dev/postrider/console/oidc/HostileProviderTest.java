package dev.postrider.console.oidc;

import static dev.postrider.console.oidc.HostileProvider.json;
import static dev.postrider.console.oidc.HostileProvider.key;
import static dev.postrider.console.oidc.HostileProvider.mac;
import static dev.postrider.console.oidc.HostileProvider.rsa;
import static dev.postrider.console.oidc.HostileProvider.signed;
import static dev.postrider.console.oidc.HostileProvider.status;
import static dev.postrider.console.oidc.HostileProvider.unsigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.postrider.console.access.ProvidedUser;
import dev.postrider.spring.config.OidcProperties;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.client.ClientHttpRequestFactory;

/** Tokens and answers that are not as they have to be. */
class HostileProviderTest {
    private static final Duration LITTLE = Duration.ofSeconds(5);

    private final HostileProvider provider = new HostileProvider();
    private final ProvenLogin login = login(new OidcProperties(
            provider.issuer(),
            HostileProvider.CLIENT,
            HostileProvider.SECRET,
            "on-call",
            "",
            "groups",
            "preferred_username",
            "SSO"));
    private final PendingLogin begun = new PendingLogin(
            Instant.MAX, "state", "nonce", "v".repeat(50), "http://localhost/console/login/oidc/callback", "/console");

    private static ProvenLogin login(OidcProperties settings) {
        ClientHttpRequestFactory requests = LimitedHttp.requests();
        InstantSource clock = InstantSource.system();
        Provider provider = new Provider(settings, "{baseUrl}/console/login/oidc/callback", requests, clock);
        return new ProvenLogin(provider, new Claims(settings), requests, clock);
    }

    private ProvidedUser comesBack() {
        return login.user(begun, "code", null);
    }

    /** What the other tests change. */
    @BeforeEach
    void asItShouldBeSomebodyIsIn() throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest("nonce".getBytes(StandardCharsets.US_ASCII));
        provider.answers(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        provider.says(claims -> {});
        assertThat(comesBack().name()).isEqualTo("ada");
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void aTokenThatTheProvidersKeyHasNotSignedIsRefused() throws Exception {
        JWTClaimsSet claims = provider.claims(same -> {});
        RSAKey other = key("first");
        for (String token : List.of(
                unsigned(claims),
                signed(
                        JWSAlgorithm.HS256,
                        "first",
                        mac(HostileProvider.SECRET.getBytes(StandardCharsets.UTF_8)),
                        claims),
                signed(
                        JWSAlgorithm.HS256,
                        "first",
                        mac(HostileProvider.KEY.toRSAPublicKey().getEncoded()),
                        claims),
                signed(JWSAlgorithm.RS256, "first", rsa(other), claims),
                signed(JWSAlgorithm.RS256, "unknown", rsa(other), claims),
                signed(JWSAlgorithm.RS256, null, rsa(other), claims))) {
            provider.says(token);
            refuses("invalid_id_token");
        }
    }

    @Test
    void aTokenWhoseClaimsDoNotFitIsRefused() {
        Instant now = Instant.now();
        refuses("azp", claims -> claims.audience(List.of(HostileProvider.CLIENT, "another")));
        refuses("azp", claims -> claims.claim("azp", "another"));
        refuses("aud", claims -> claims.audience("another"));
        refuses("iat", claims -> claims.issueTime(Date.from(now.plusSeconds(90))));
        refuses("exp", claims -> claims.expirationTime(null));
        refuses(
                "expired",
                claims -> claims.issueTime(Date.from(now.minusSeconds(600)))
                        .expirationTime(Date.from(now.minusSeconds(90))));
        refuses("used before", claims -> claims.notBeforeTime(Date.from(now.plusSeconds(90))));
        refuses("sub", claims -> claims.subject(null));
        refuses("invalid_nonce", claims -> claims.claim("nonce", null));
    }

    @Test
    void clocksMayDifferByHalfAMinute() {
        Instant now = Instant.now();
        provider.says(claims -> claims.issueTime(Date.from(now.plusSeconds(30))));
        assertThat(comesBack().name()).isEqualTo("ada");
        provider.says(claims ->
                claims.issueTime(Date.from(now.minusSeconds(600))).expirationTime(Date.from(now.minusSeconds(30))));
        assertThat(comesBack().name()).isEqualTo("ada");
    }

    @Test
    void keysMayChangeWhateverTheirNamesAreAndThoseTakenBackAreNotTaken() {
        RSAKey sameName = key("first");
        provider.keys = json(new JWKSet(sameName.toPublicJWK()).toString());
        refuses("invalid_id_token");

        provider.says(signed(JWSAlgorithm.PS512, "first", rsa(sameName), provider.claims(same -> {})));
        assertThat(comesBack().name()).isEqualTo("ada");
        provider.says(signed(JWSAlgorithm.RS256, null, rsa(sameName), provider.claims(same -> {})));
        assertThat(comesBack().name()).isEqualTo("ada");
    }

    @Test
    void whoHasNoSubIsNobody() {
        for (String none : List.of("", " ", "\u200b", "\u2028")) {
            refuses("the provider gave no sub", claims -> claims.subject(none));
        }
    }

    @Test
    void whatIsLoggedOfSomebodyIsOnOneLine() {
        provider.says(
                claims -> claims.subject("a\nb" + "c".repeat(1_000)).claim("preferred_username", "ada\u2028lovelace"));

        assertThat(comesBack().subject()).startsWith("abc").hasSize(255);
        assertThat(comesBack().name()).isEqualTo("adalovelace");
        provider.token = json(400, "{\"error\":\"x\\ny\\u001b[31m" + "z".repeat(1_000) + "\"}");
        assertThatThrownBy(this::comesBack).hasMessageStartingWith("xy[31mz").hasMessageMatching("\\P{C}{1,300}");
    }

    @Test
    void theLogSaysWithWhatNumberTheProviderRefused() {
        provider.token = json(401, "{\"error\":\"invalid_client\"}");
        refuses("invalid_token_response, the provider answered 401 UNAUTHORIZED");

        provider.says(claims -> claims.claim("groups", null));
        provider.more = status(403);
        refuses("invalid_user_info_response, the provider answered 403 FORBIDDEN");
    }

    @Test
    void whatIsSaidOfSomebodyElseGivesNoRole() {
        provider.more = json("{\"sub\":\"another\",\"groups\":\"on-call\"}");
        refuses("invalid_user_info_response", claims -> claims.claim("groups", null));
    }

    @Test
    void anAnswerThatIsTooLongIsReadToItsLimitAlone() {
        provider.token =
                json("{\"access_token\":\"" + "a".repeat(LimitedHttp.LONGEST) + "\",\"token_type\":\"Bearer\"}");
        isAway("limit of 1000000 bytes");
        provider.says(claims -> {});
        provider.keys = json("{\"keys\":[" + " ".repeat(LimitedHttp.LONGEST) + "]}");
        isAway("limit of 1000000 bytes");
        provider.says(claims -> claims.claim("groups", null));
        provider.keys = json(new JWKSet(HostileProvider.KEY.toPublicJWK()).toString());
        provider.more = json(" ".repeat(LimitedHttp.LONGEST) + "{}");
        isAway("limit of 1000000 bytes");
    }

    @Test
    void anAnswerWithoutEndIsGivenUp() {
        long begun = System.nanoTime();
        provider.token = HostileProvider.endless(" ", Duration.ofMillis(50));
        assertThatThrownBy(this::comesBack).isInstanceOf(ProviderAwayException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LimitedHttp.LIMIT.plus(LITTLE));
    }

    @Test
    void nobodyIsSentOnByAnAnswer() {
        provider.keys = request -> {
            request.getResponseHeaders().set("Location", provider.issuer() + "/more");
            request.sendResponseHeaders(302, -1);
            request.close();
        };
        provider.more = json(new JWKSet(HostileProvider.KEY.toPublicJWK()).toString());
        refuses("invalid_id_token");
    }

    private void refuses(String reason, Consumer<JWTClaimsSet.Builder> changes) {
        provider.says(changes);
        refuses(reason);
    }

    private void refuses(String reason) {
        assertThatThrownBy(this::comesBack)
                .isInstanceOf(UnfinishedLoginException.class)
                .hasMessageContaining(reason);
    }

    private void isAway(String reason) {
        assertThatThrownBy(this::comesBack)
                .isInstanceOf(ProviderAwayException.class)
                .hasMessageContaining(reason);
    }
}
