package dev.postrider.console.oidc;

import dev.postrider.spring.log.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.util.StringUtils;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Exchanges the code that somebody came back with for what the provider says of them, and checks all of it: state, signature, issuer,
 * audience, times and nonce, as Spring Security does. The tokens are dropped. For one login: it remembers the provider's keys.
 */
final class CodeExchange {
    private static final String INVALID_ID_TOKEN = "invalid_id_token";
    private static final int LONGEST_REASON = 300;

    private final ClientRegistration registration;
    private final OidcAuthorizationCodeAuthenticationProvider exchange;

    CodeExchange(ClientRegistration registration, Claims claims, ClientHttpRequestFactory requests) {
        this.registration = registration;
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        this.exchange = new OidcAuthorizationCodeAuthenticationProvider(tokens, users(claims, requests));
        JwtDecoder idTokens = idTokens(registration, requests);
        exchange.setJwtDecoderFactory(sameProvider -> idTokens);
    }

    /**
     * What the provider says of them.
     *
     * @throws ProviderAwayException if it does not answer
     * @throws UnfinishedLoginException if it refuses the code, or something of what it says is not as it has to be
     */
    Map<String, Object> claims(OAuth2AuthorizationExchange answered) {
        try {
            Authentication login = exchange.authenticate(new OAuth2LoginAuthenticationToken(registration, answered));
            // there are both: the question is one of OpenID Connect, and what goes wrong is thrown
            OidcUser user = (OidcUser)
                    Objects.requireNonNull(Objects.requireNonNull(login).getPrincipal());
            return user.getClaims();
        } catch (OAuth2AuthenticationException e) {
            String code = e.getError().getErrorCode();
            // what is said of another error may quote a code or a token
            throw said(
                    e,
                    code.equals(INVALID_ID_TOKEN) ? code + ": " + e.getError().getDescription() : code);
        } catch (RuntimeException e) {
            throw said(e, e.getClass().getSimpleName());
        }
    }

    private static AuthenticationException said(Throwable failure, String reason) {
        String answered = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof HttpServerErrorException) {
                String what = cause instanceof IOException ? Reason.of(cause) : "the provider's own error";
                return new ProviderAwayException(what, failure);
            }
            if (cause instanceof HttpClientErrorException refused) {
                // 401 is what most providers say to a wrong secret
                answered = ", the provider answered " + refused.getStatusCode();
            }
        }
        return new UnfinishedLoginException(Shown.of(reason + answered, LONGEST_REASON));
    }

    /** More is asked for only if the token does not say all: some providers keep it short. */
    private static OidcUserService users(Claims claims, ClientHttpRequestFactory requests) {
        DefaultOAuth2UserService more = new DefaultOAuth2UserService();
        RestTemplate http = new RestTemplate(requests);
        http.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        more.setRestOperations(http);
        OidcUserService users = new OidcUserService();
        users.setOauth2UserService(more);
        users.setRetrieveUserInfo(
                request -> !claims.areEnough(request.getIdToken().getClaims())
                        && StringUtils.hasLength(request.getClientRegistration()
                                .getProviderDetails()
                                .getUserInfoEndpoint()
                                .getUri()));
        return users;
    }

    /** Signed with one of the provider's keys by whatever algorithm fits it; never with the secret. */
    private static JwtDecoder idTokens(ClientRegistration registration, ClientHttpRequestFactory requests) {
        // no description is taken without it
        String keys = Objects.requireNonNull(registration.getProviderDetails().getJwkSetUri());
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(keys)
                .restOperations(new RestTemplate(requests))
                .jwsAlgorithms(all -> all.addAll(List.of(SignatureAlgorithm.values())))
                .build();
        decoder.setJwtValidator(
                JwtValidators.createDefaultWithValidators(List.of(new OidcIdTokenValidator(registration))));
        decoder.setClaimSetConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverter());
        return decoder;
    }
}
