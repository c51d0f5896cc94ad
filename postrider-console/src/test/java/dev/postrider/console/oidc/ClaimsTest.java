package dev.postrider.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.tools.account.Role;
import dev.postrider.spring.config.OidcProperties;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who somebody is and what they may do, out of what a provider says. */
class ClaimsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void aRoleIsInAStringOrAListOrWithinAnotherClaim() {
        assertThat(role("groups", Map.of("groups", "ops"))).isEqualTo(Role.OPERATOR);
        assertThat(role("groups", Map.of("groups", List.of("x", "staff")))).isEqualTo(Role.VIEWER);
        assertThat(role("realm_access.roles", Map.of("realm_access", Map.of("roles", List.of("ops")))))
                .isEqualTo(Role.OPERATOR);
        assertThat(role("https://example.com/roles", Map.of("https://example.com/roles", List.of("ops"))))
                .isEqualTo(Role.OPERATOR);
        assertThat(role(
                        "resource_access.my.client.roles",
                        Map.of("resource_access", Map.of("my.client", Map.of("roles", "staff")))))
                .isEqualTo(Role.VIEWER);
    }

    @Test
    void whoHasBothIsAnOperator() {
        assertThat(role("groups", Map.of("groups", List.of("staff", "ops")))).isEqualTo(Role.OPERATOR);
    }

    @Test
    void whatIsNotExactlyAValueGivesNoRole() {
        for (Object value : List.of(
                "OPS", "ops ", "op", List.of(), List.of("x"), Map.of("ops", true), List.of(List.of("ops")), 1, "")) {
            assertThatThrownBy(() -> role("groups", Map.of("groups", value)))
                    .as(value.toString())
                    .isInstanceOf(NoRoleException.class);
        }
        assertThatThrownBy(() -> role("realm_access.roles", Map.of("realm_access", "ops")))
                .isInstanceOf(NoRoleException.class);
        assertThatThrownBy(() -> role("groups", Map.of())).isInstanceOf(NoRoleException.class);
    }

    @Test
    void anAddressCountsOnlyIfTheProviderHasVerifiedIt() {
        assertThat(role("email", Map.of("email", "ops", "email_verified", true)))
                .isEqualTo(Role.OPERATOR);
        assertThatThrownBy(() -> role("email", Map.of("email", "ops"))).isInstanceOf(NoRoleException.class);
        assertThatThrownBy(() -> role("email", Map.of("email", "ops", "email_verified", false)))
                .isInstanceOf(NoRoleException.class);
        assertThat(name(Map.of("email", "root@example.com"))).isEqualTo("sub-1");
    }

    @Test
    void aNameIsTheClaimOrElseTheAddressOrElseTheSubject() {
        assertThat(name(Map.of("preferred_username", "ada", "email", "a@example.com", "email_verified", true)))
                .isEqualTo("ada");
        assertThat(name(Map.of("preferred_username", " ", "email", "a@example.com", "email_verified", true)))
                .isEqualTo("a@example.com");
        assertThat(name(Map.of())).isEqualTo("sub-1");
    }

    @Test
    void aNameIsOneLineOfLimitedLengthAndNoAccountsOwn() {
        assertThat(name(Map.of("preferred_username", "ada\nopera\u202etor\0"))).isEqualTo("adaoperator");
        assertThat(name(Map.of("preferred_username", "😀".repeat(200)))).isEqualTo("😀".repeat(100));
        assertThat(new Claims(settings("groups"))
                        .user(with(Map.of("preferred_username", "token ci", "groups", "ops")), NOW)
                        .getUsername())
                .isEqualTo("oidc token ci");
    }

    @Test
    void moreIsAskedForOnlyWhereTheTokenDoesNotSayEnough() {
        Claims claims = new Claims(settings("groups"));

        assertThat(claims.areEnough(Map.of("groups", "x", "preferred_username", "ada")))
                .isTrue();
        assertThat(claims.areEnough(Map.of("groups", "x"))).isFalse();
        assertThat(claims.areEnough(Map.of("preferred_username", "ada"))).isFalse();
    }

    private static Role role(String claim, Map<String, Object> said) {
        return new Claims(settings(claim)).user(with(said), NOW).role();
    }

    private static String name(Map<String, Object> said) {
        Map<String, Object> all = with(said);
        all.put("groups", "ops");
        return new Claims(settings("groups")).user(all, NOW).name();
    }

    private static Map<String, Object> with(Map<String, Object> said) {
        Map<String, Object> all = new LinkedHashMap<>(said);
        all.put("sub", "sub-1");
        return all;
    }

    private static OidcProperties settings(String claim) {
        return new OidcProperties(
                "https://login.example.com", "id", "secret", "ops", "staff", claim, "preferred_username", "SSO");
    }
}
