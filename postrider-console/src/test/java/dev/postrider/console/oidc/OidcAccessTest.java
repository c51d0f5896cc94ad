package dev.postrider.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.console.access.OtherLogin;
import dev.postrider.spring.config.InvalidSettingsException;
import dev.postrider.spring.config.PostriderProperties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications that have the jars for such logins, and those that don't. */
class OidcAccessTest {
    private static final String JARS = "org.springframework.security.oauth2";
    private static final String[] SETTINGS = {
        "postrider.console.path=/console",
        "postrider.console.oidc.issuer=https://login.example.com",
        "postrider.console.oidc.client-id=console",
        "postrider.console.oidc.client-secret=hunter2",
        "postrider.console.oidc.viewers=staff"
    };

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Settings.class, OidcAccess.class);

    @EnableConfigurationProperties(PostriderProperties.class)
    static class Settings {}

    @Test
    void whoeverWantsSuchLoginsWithoutTheJarsIsToldWhichToAdd() {
        application
                .withClassLoader(new FilteredClassLoader(JARS))
                .withPropertyValues(SETTINGS)
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(InvalidSettingsException.class)
                        .hasMessageContaining("POSTRIDER_CONSOLE_OIDC_ISSUER (postrider.console.oidc.issuer) is"
                                + " 'https://login.example.com', must be empty without"
                                + " org.springframework.security:spring-security-oauth2-client")
                        .hasMessageNotContaining("hunter2"));
    }

    @Test
    void withoutAnIssuerTheJarsAreNotNeeded() {
        application
                .withClassLoader(new FilteredClassLoader(JARS))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(OtherLogin.class));
        application
                .withPropertyValues(SETTINGS)
                .run(context -> assertThat(context).hasSingleBean(OtherLogin.class));
    }
}
