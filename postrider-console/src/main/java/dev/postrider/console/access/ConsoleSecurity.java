package dev.postrider.console.access;

import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.relay.tools.account.Accounts;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.spring.config.PostriderProperties;
import jakarta.servlet.DispatcherType;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.session.DisableEncodeUrlFilter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Who may see what of the console: strangers the login alone, viewers every page, operators the changes too. It concerns the console's
 * paths alone, with logins of its own: an application around it has its own rules, or none, as before.
 */
@Configuration(proxyBeanMethods = false)
public class ConsoleSecurity {
    /** Before an application's own chain, which often means every path. */
    private static final int BEFORE_OTHERS = -1_000;

    /** Pages load only what the console serves; nothing inline, nowhere framed. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** Spring Security itself, where the application has not set it up. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(name = "springSecurityFilterChain")
    @EnableWebSecurity
    static class WebSecurity {}

    private final String path;
    private final AccountLookup accounts;
    private final PostriderProperties properties;
    private final InstantSource clock;

    ConsoleSecurity(PostriderProperties properties, ConsoleOutboxes outboxes, ObjectProvider<InstantSource> clock) {
        this.path = properties.console().path();
        this.properties = properties;
        this.clock = clock.getIfUnique(InstantSource::system);
        this.accounts = properties.console().hasStoredAccounts()
                ? new Accounts(outboxes.first().dataSource())::find
                : new ConfiguredAccounts(properties.console().eachUser());
    }

    @Bean
    @Order(BEFORE_OTHERS)
    SecurityFilterChain postriderConsoleSecurity(HttpSecurity http, ObjectProvider<OtherLogin> others)
            throws Exception {
        LoginThrottle throttle = new LoginThrottle(new LoginAttempts(clock), path);
        HttpSessionSecurityContextRepository logins = new HttpSessionSecurityContextRepository();
        logins.setSpringSecurityContextKey(LoginCheck.LOGIN);
        if (properties.console().hasPasswords()) {
            http.formLogin(login ->
                    login.loginPage(path + "/login").successHandler(throttle).failureHandler(throttle));
        }
        others.forEach(other -> other.join(http));
        return http.securityMatcher(path, path + "/**")
                .authenticationManager(manager())
                .securityContext(context -> context.securityContextRepository(logins))
                .authorizeHttpRequests(this::rules)
                // neither a form nor a page that was asked for makes a session: only who has logged in has one
                .csrf(csrf -> csrf.csrfTokenRepository(tokens()))
                .requestCache(cache -> cache.disable())
                .exceptionHandling(denied ->
                        denied.authenticationEntryPoint(new LoginPoint(path)).accessDeniedPage(path + "/denied"))
                .addFilterBefore(ConsoleGate.entrance(), DisableEncodeUrlFilter.class)
                .addFilterBefore(throttle, UsernamePasswordAuthenticationFilter.class)
                .addFilterBefore(
                        new LoginCheck(accounts, properties.console().session(), clock), AuthorizationFilter.class)
                // the session is the application's too
                .logout(logout -> logout.logoutUrl(path + "/logout")
                        .invalidateHttpSession(false)
                        .logoutSuccessUrl(path + "/login?out"))
                .headers(ConsoleSecurity::headers)
                .build();
    }

    private void rules(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        String viewer = ConsoleUser.authority(Role.VIEWER);
        String operator = ConsoleUser.authority(Role.OPERATOR);
        requests.dispatcherTypeMatchers(DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll()
                // by another method they lead nowhere, which is said in a frame that tells of delivery
                .requestMatchers(HttpMethod.GET, path + "/login", path + "/assets/**")
                .permitAll()
                // whoever may search may end it
                .requestMatchers(HttpMethod.POST, path + "/searches/*/cancel")
                .hasAnyAuthority(viewer, operator)
                // who has which access is for those who give it
                .requestMatchers(path + "/tokens", path + "/tokens/**")
                .hasAuthority(operator)
                .requestMatchers(HttpMethod.GET)
                .hasAnyAuthority(viewer, operator)
                .anyRequest()
                .hasAuthority(operator);
    }

    /** Makes the first account, unless accounts are configured or a provider has them. */
    @Bean
    @ConditionalOnMissingBean
    @Conditional(OnStoredAccounts.class)
    FirstLogin postriderConsoleFirstLogin(ConsoleOutboxes outboxes) {
        return new FirstLogin(
                new Accounts(outboxes.first().dataSource()),
                properties.console().firstPassword());
    }

    /** Nobody gets to a page beside these rules. */
    @Bean
    static WebMvcConfigurer postriderConsoleGate() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new ConsoleGate()).order(Ordered.HIGHEST_PRECEDENCE);
            }
        };
    }

    private ProviderManager manager() {
        DaoAuthenticationProvider provider = new DaoAuthenticationProvider(new ConsoleUsers(accounts, clock));
        provider.setPasswordEncoder(Passwords.encoder());
        return new ProviderManager(provider);
    }

    private CookieCsrfTokenRepository tokens() {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("POSTRIDER-CONSOLE-CSRF");
        tokens.setCookieCustomizer(cookie -> cookie.httpOnly(true).sameSite("Strict"));
        return tokens;
    }

    private static void headers(HeadersConfigurer<HttpSecurity> headers) {
        headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY));
        headers.referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN));
    }
}
