package dev.postrider.console.access;

import dev.postrider.console.api.OnApiPath;
import dev.postrider.console.api.OnceFilter;
import dev.postrider.console.api.Problem;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.request.IdempotentRequests;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.spring.config.PostriderProperties;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.session.DisableEncodeUrlFilter;

/** Who may ask what of the admin API: strangers its description alone, viewers what only reads, operators all. There are no sessions. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnApiPath.class)
public class ApiSecurity {
    /** Before an application's own chain, which often means every path. */
    private static final int BEFORE_OTHERS = -1_001;

    @Bean
    @Order(BEFORE_OTHERS)
    SecurityFilterChain postriderApiAccess(HttpSecurity http, PostriderProperties properties, ConsoleOutboxes outboxes)
            throws Exception {
        String path = properties.console().apiPath();
        String[] anybody = {ConsoleUser.authority(Role.VIEWER), ConsoleUser.authority(Role.OPERATOR)};
        return http.securityMatcher(path, path + "/**")
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                // a browser sends no token by itself
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(
                                DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, path + "/openapi.json")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET)
                        .hasAnyAuthority(anybody)
                        // whoever may search may end it
                        .requestMatchers(HttpMethod.DELETE, path + "/searches/*")
                        .hasAnyAuthority(anybody)
                        .anyRequest()
                        .hasAuthority(ConsoleUser.authority(Role.OPERATOR)))
                .exceptionHandling(
                        refused -> refused.authenticationEntryPoint(stranger()).accessDeniedHandler(denied()))
                .addFilterBefore(ConsoleGate.entrance(), DisableEncodeUrlFilter.class)
                .addFilterBefore(new TokenLogin(new Tokens(outboxes.first().dataSource())), AuthorizationFilter.class)
                .addFilterAfter(
                        new OnceFilter(new IdempotentRequests(outboxes.first().dataSource())),
                        AuthorizationFilter.class)
                .build();
    }

    private static AuthenticationEntryPoint stranger() {
        return (request, response, failure) -> {
            boolean hasToken = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, hasToken ? "Bearer error=\"invalid_token\"" : "Bearer");
            Problem.of(
                            HttpStatus.UNAUTHORIZED,
                            "No valid token",
                            hasToken
                                    ? "the token is unknown, revoked or expired: postrider tokens make makes another"
                                    : "a token is needed in the header Authorization: Bearer; postrider tokens make makes one",
                            request)
                    .send(response);
        };
    }

    private static AccessDeniedHandler denied() {
        return (request, response, failure) -> Problem.of(
                        HttpStatus.FORBIDDEN,
                        "Not allowed",
                        "the token is a viewer's, which changes nothing; an operator's is needed",
                        request)
                .send(response);
    }
}
