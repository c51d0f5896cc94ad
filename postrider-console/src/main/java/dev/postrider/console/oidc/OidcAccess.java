package dev.postrider.console.oidc;

import dev.postrider.console.access.OtherLogin;
import dev.postrider.spring.config.InvalidSettingsException;
import dev.postrider.spring.config.PostriderProperties;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/** The login by OpenID Connect, where a provider is set. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnIssuer.class)
public class OidcAccess {
    private static final String OF_CLIENT =
            "org.springframework.security.oauth2.client.registration.ClientRegistration";
    private static final String OF_JOSE = "org.springframework.security.oauth2.jwt.NimbusJwtDecoder";

    // names no class that may be missing before it was looked for
    @Bean
    OtherLogin postriderConsoleOidc(
            PostriderProperties properties, ObjectProvider<InstantSource> clock, ResourceLoader application) {
        ClassLoader loader = application.getClassLoader();
        if (!ClassUtils.isPresent(OF_CLIENT, loader) || !ClassUtils.isPresent(OF_JOSE, loader)) {
            throw new InvalidSettingsException("POSTRIDER_CONSOLE_OIDC_ISSUER (postrider.console.oidc.issuer) is '"
                    + properties.console().oidc().issuer()
                    + "', must be empty without org.springframework.security:spring-security-oauth2-client and"
                    + " :spring-security-oauth2-jose: add both to this application");
        }
        return new OidcLogin(properties.console(), clock.getIfUnique(InstantSource::system));
    }
}
