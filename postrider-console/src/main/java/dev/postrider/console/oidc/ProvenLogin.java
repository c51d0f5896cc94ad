package dev.postrider.console.oidc;

import dev.postrider.console.access.ProvidedUser;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;

/** Makes a user of the console of what a browser came back with from the provider. Thread-safe. */
final class ProvenLogin {
    private final Provider provider;
    private final Claims claims;
    private final ClientHttpRequestFactory requests;
    private final InstantSource clock;

    ProvenLogin(Provider provider, Claims claims, ClientHttpRequestFactory requests, InstantSource clock) {
        this.provider = provider;
        this.claims = claims;
        this.requests = requests;
        this.clock = clock;
    }

    /**
     * Who it is.
     *
     * @param code what the provider gave them; null if nothing
     * @param error why it gave nothing, in a word of the protocol
     * @throws ProviderAwayException if the provider can't be asked
     * @throws UnfinishedLoginException if it did not log them in, or what it says is not as it has to be
     * @throws NoRoleException if they have no role here
     */
    ProvidedUser user(PendingLogin begun, @Nullable String code, @Nullable String error) {
        if (code == null || code.isEmpty()) {
            throw new UnfinishedLoginException(
                    error != null && error.matches("[a-z_]{1,64}") ? error : "the provider gave no code");
        }
        ClientRegistration registration = provider.registration();
        OAuth2AuthorizationRequest asked = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(
                        Objects.requireNonNull(registration.getProviderDetails().getAuthorizationUri()))
                .clientId(registration.getClientId())
                .redirectUri(begun.redirectUri())
                .scopes(registration.getScopes())
                .state(begun.state())
                .attributes(known -> {
                    known.put(OidcParameterNames.NONCE, begun.nonce());
                    known.put(PkceParameterNames.CODE_VERIFIER, begun.verifier());
                })
                .build();
        OAuth2AuthorizationResponse answered = OAuth2AuthorizationResponse.success(code)
                .redirectUri(begun.redirectUri())
                .state(begun.state())
                .build();
        // a new one each time: one that remembers keys would take those that the provider has taken back
        return claims.user(
                new CodeExchange(registration, claims, requests)
                        .claims(new OAuth2AuthorizationExchange(asked, answered)),
                clock.instant());
    }
}
