package dev.postrider.console.oidc;

import dev.postrider.spring.config.OidcProperties;
import dev.postrider.spring.log.Reason;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.web.client.RestClient;

/**
 * The provider, asked for its description when somebody logs in for the first time: one that is away keeps nothing from starting. One
 * request asks at a time; what failed a moment ago is not tried again, and while it is, nobody waits for that, so that strangers can't keep
 * all threads waiting. Thread-safe.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect Discovery</a>
 */
final class Provider {
    static final String ID = "oidc";

    /** So long a failure is remembered. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private static final String DESCRIPTION = "/.well-known/openid-configuration";
    private static final List<String> ENDPOINTS =
            List.of("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint");
    private static final int LONGEST_SHOWN = 200;
    private static final ParameterizedTypeReference<Map<String, Object>> JSON = new ParameterizedTypeReference<>() {};

    private static final Logger log = LoggerFactory.getLogger(Provider.class);

    private final OidcProperties settings;
    private final String redirectUri;
    private final InstantSource clock;
    private final RestClient http;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable ClientRegistration known;
    private volatile @Nullable Failure failure;

    private record Failure(String reason, Instant at) {}

    /** @param redirectUri where it sends people back to, as Spring Security writes it */
    Provider(OidcProperties settings, String redirectUri, ClientHttpRequestFactory requests, InstantSource clock) {
        this.settings = settings;
        this.redirectUri = redirectUri;
        this.clock = clock;
        this.http = RestClient.builder().requestFactory(requests).build();
    }

    /**
     * What it says of itself, and what the console is to it.
     *
     * @throws ProviderAwayException if it can't be asked; waits for that {@link LimitedHttp#LIMIT} at the most
     */
    ClientRegistration registration() {
        ClientRegistration before = known;
        return before == null ? asked() : before;
    }

    private ClientRegistration asked() {
        refuseIfFailed();
        Failure last = failure;
        if (last == null) {
            asking.lock();
        } else if (!asking.tryLock()) {
            throw new ProviderAwayException(last.reason());
        }
        try {
            ClientRegistration meanwhile = known;
            if (meanwhile != null) {
                return meanwhile;
            }
            refuseIfFailed();
            ClientRegistration found = ask();
            known = found;
            if (failure != null) {
                log.info("the provider that logs people in to the console can be reached again");
            }
            return found;
        } finally {
            asking.unlock();
        }
    }

    private void refuseIfFailed() {
        Failure last = failure;
        Duration age = last == null ? PAUSE : Duration.between(last.at(), clock.instant());
        // a clock that was set back makes no failure last
        if (last != null && age.compareTo(PAUSE) < 0 && !age.isNegative()) {
            throw new ProviderAwayException(last.reason());
        }
    }

    // whatever is wrong with an answer, it is no provider's
    private ClientRegistration ask() {
        try {
            Map<String, Object> description = http.get()
                    .uri(URI.create(settings.issuer().replaceFirst("/$", "") + DESCRIPTION))
                    .retrieve()
                    .body(JSON);
            if (description == null || !settings.issuer().equals(description.get("issuer"))) {
                Object other = description == null ? "nothing" : description.get("issuer");
                throw new IllegalArgumentException("the provider calls itself "
                        + Shown.of(String.valueOf(other), LONGEST_SHOWN) + ", not " + settings.issuer());
            }
            ENDPOINTS.forEach(name -> refuseUnlessSafe(name, description.get(name)));
            return ClientRegistrations.fromOidcConfiguration(description)
                    .registrationId(ID)
                    .clientId(settings.clientId())
                    .clientSecret(settings.clientSecret())
                    .redirectUri(redirectUri)
                    .scope(scopes(description.get("scopes_supported")))
                    .build();
        } catch (RuntimeException e) {
            String reason = Reason.of(e);
            Failure before = failure;
            if (before == null || !before.reason().equals(reason)) {
                // once for each reason: strangers may ask without end
                log.atWarn()
                        .addKeyValue("issuer", settings.issuer())
                        .addKeyValue("reason", reason)
                        .log(
                                "nobody can log in to the console by OpenID Connect, the provider can't be asked for its description");
            }
            failure = new Failure(reason, clock.instant());
            throw new ProviderAwayException(reason, e);
        }
    }

    /** The secret, codes and tokens go there, and browsers. */
    private void refuseUnlessSafe(String name, @Nullable Object address) {
        String said = String.valueOf(address);
        if (address != null && !said.startsWith("https://") && !(isHere() && said.startsWith("http://"))) {
            throw new IllegalArgumentException(
                    "the provider's " + name + " must be an https:// URL, is " + Shown.of(said, LONGEST_SHOWN));
        }
    }

    /** No other issuer is without TLS. */
    private boolean isHere() {
        return settings.issuer().startsWith("http://");
    }

    /** Those that a provider wants to be asked for before it tells names, and some also for what gives a role. */
    private List<String> scopes(@Nullable Object supported) {
        List<String> scopes = new ArrayList<>(List.of("openid", "profile", "email"));
        if (supported instanceof Collection<?> all) {
            scopes.add(settings.roleClaim());
            scopes.removeIf(scope -> !scope.equals("openid") && !all.contains(scope));
        }
        return scopes;
    }
}
