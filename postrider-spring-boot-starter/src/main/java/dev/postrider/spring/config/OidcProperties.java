package dev.postrider.spring.config;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties below {@code postrider.console.oidc}: who logs people in to the console by OpenID Connect.
 *
 * @param issuer the provider, as it calls itself; empty for none
 * @param clientId what the provider calls the console
 * @param clientSecret what the console shows to the provider
 * @param operators values of the role claim that make an operator, with commas between
 * @param viewers values of it that make a viewer
 * @param roleClaim the claim that has these values
 * @param nameClaim the claim that is the person's name
 * @param name what people call the provider
 */
public record OidcProperties(
        @DefaultValue("") String issuer,
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("") String operators,
        @DefaultValue("") String viewers,
        @DefaultValue("groups") String roleClaim,
        @DefaultValue("preferred_username") String nameClaim,
        @DefaultValue("SSO") String name) {

    private static final String HOST = "[A-Za-z0-9._-]{1,253}(:\\d{1,5})?";
    private static final String LOOPBACK = "(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?";
    static final String ISSUER =
            "|(https://" + HOST + "|http://" + LOOPBACK + ")(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]{0,1000})?";

    private static final String VALUE = "\\s*[^,\\s][^,]{0,199}";
    static final String VALUES = "|" + VALUE + "(," + VALUE + "){0,99}";
    static final String CLAIM = "\\S{1,200}";

    /** Refuses what is out of range, and what is there without its other half. */
    public OidcProperties {
        Checks checks = new Checks()
                .form(ConsoleSetting.CONSOLE_OIDC_ISSUER, issuer)
                .form(ConsoleSetting.CONSOLE_OIDC_CLIENT_ID, clientId)
                .form(ConsoleSetting.CONSOLE_OIDC_CLIENT_SECRET, clientSecret)
                .form(ConsoleSetting.CONSOLE_OIDC_OPERATORS, operators)
                .form(ConsoleSetting.CONSOLE_OIDC_VIEWERS, viewers)
                .form(ConsoleSetting.CONSOLE_OIDC_ROLE_CLAIM, roleClaim)
                .form(ConsoleSetting.CONSOLE_OIDC_NAME_CLAIM, nameClaim)
                .form(ConsoleSetting.CONSOLE_OIDC_NAME, name);
        Setting first = ConsoleSetting.CONSOLE_OIDC_ISSUER;
        if (issuer.isEmpty()) {
            checks.onlyWith(first, ConsoleSetting.CONSOLE_OIDC_CLIENT_ID, clientId)
                    .onlyWith(first, ConsoleSetting.CONSOLE_OIDC_CLIENT_SECRET, clientSecret)
                    .onlyWith(first, ConsoleSetting.CONSOLE_OIDC_OPERATORS, operators)
                    .onlyWith(first, ConsoleSetting.CONSOLE_OIDC_VIEWERS, viewers);
        } else {
            checks.neededBy(first, ConsoleSetting.CONSOLE_OIDC_CLIENT_ID, clientId, "")
                    .neededBy(first, ConsoleSetting.CONSOLE_OIDC_CLIENT_SECRET, clientSecret, "")
                    .neededBy(
                            first,
                            ConsoleSetting.CONSOLE_OIDC_OPERATORS,
                            operators + viewers,
                            ", or POSTRIDER_CONSOLE_OIDC_VIEWERS: else nobody could log in");
        }
        checks.refuseProblems();
    }

    /** Whether a provider logs people in. */
    public boolean isOn() {
        return !issuer.isEmpty();
    }

    /** Each value that makes an operator. */
    public List<String> eachOperator() {
        return each(operators);
    }

    /** Each value that makes a viewer. */
    public List<String> eachViewer() {
        return each(viewers);
    }

    private static List<String> each(String values) {
        return Stream.of(values.split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "OidcProperties[issuer=" + issuer + ", clientId=" + clientId + ", clientSecret=***, operators="
                + operators + ", viewers=" + viewers + ", roleClaim=" + roleClaim + ", nameClaim=" + nameClaim
                + ", name=" + name + "]";
    }
}
