package dev.postrider.console.oidc;

import dev.postrider.console.access.LoginAttempts;
import dev.postrider.console.access.OtherLogin;
import dev.postrider.spring.config.ConsoleProperties;
import java.time.InstantSource;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.SecurityContextRepository;

/** The login by OpenID Connect: the code flow with PKCE. A stranger gets a cookie from it, and no session before all is proven. */
final class OidcLogin implements OtherLogin {
    private final OidcStart start;
    private final OidcCallback callback;

    OidcLogin(ConsoleProperties console, InstantSource clock) {
        String place = console.path() + "/login/oidc";
        String back = place + "/callback";
        ClientHttpRequestFactory requests = LimitedHttp.requests();
        Provider provider = new Provider(console.oidc(), "{baseUrl}" + back, requests, clock);
        PendingLogins pending = new PendingLogins(place, clock);
        ProvenLogin proven = new ProvenLogin(provider, new Claims(console.oidc()), requests, clock);
        this.start = new OidcStart(console.path(), place, provider, pending, clock);
        this.callback = new OidcCallback(console.path(), back, proven, pending, new LoginAttempts(clock));
    }

    @Override
    public void join(HttpSecurity http) {
        http.with(new Filters());
    }

    /** Those that need what the rules' other parts have made. */
    private final class Filters extends AbstractHttpConfigurer<Filters, HttpSecurity> {
        @Override
        public void configure(HttpSecurity http) {
            // as for a password: the session gets another name, the forms another token
            callback.setSessionAuthenticationStrategy(http.getSharedObject(SessionAuthenticationStrategy.class));
            callback.setSecurityContextRepository(http.getSharedObject(SecurityContextRepository.class));
            http.addFilterBefore(start, UsernamePasswordAuthenticationFilter.class)
                    .addFilterBefore(callback, UsernamePasswordAuthenticationFilter.class);
        }
    }
}
