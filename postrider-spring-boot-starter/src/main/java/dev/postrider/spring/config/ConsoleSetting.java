package dev.postrider.spring.config;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;

/** The web console: where it is, and who may see it. */
// the checker can not see that the records in this field hold nothing that changes
@SuppressWarnings("ImmutableEnumChecker")
enum ConsoleSetting implements Setting {
    CONSOLE_PATH(
            new Names("postrider.console.path", "POSTRIDER_CONSOLE_PATH"),
            "Below which path the web console is; off for none. Empty: /console in postrider-server, off in an application that has"
                    + " postrider-console. See console.md.",
            "path",
            "",
            Limit.Form.of("|off|(/[A-Za-z0-9._-]{1,40}){1,5}", "a path like /console, or off")),
    CONSOLE_API_PATH(
            new Names("postrider.console.api-path", "POSTRIDER_CONSOLE_API_PATH"),
            "Below which path the admin API is, beside the console; off for none. Empty: /api/v1 in postrider-server, off in an application"
                    + " that has postrider-console. See api.md.",
            "path",
            "",
            Limit.Form.of("|off|(/[A-Za-z0-9._-]{1,40}){1,5}", "a path like /api/v1, or off")),
    CONSOLE_USERS(
            new Names("postrider.console.users", "POSTRIDER_CONSOLE_USERS"),
            "Who may log in to the console, in place of the accounts that the database has: name:role:hash, with commas between; the"
                    + " role is viewer or operator, the hash is what postrider accounts hash prints. Empty: the database's accounts.",
            "accounts",
            "",
            Limit.Form.of(
                    ConsoleProperties.USERS, "name:viewer:{…}hash or name:operator:{…}hash, with commas between")),
    CONSOLE_PASSWORD_FILE(
            new Names("postrider.console.password-file", "POSTRIDER_CONSOLE_PASSWORD_FILE"),
            "Where the first password is written, readable by this process's user alone, when there is no account yet and no terminal"
                    + " to show it on.",
            "file",
            "postrider-console-password",
            Limit.Form.of(".+", "a file that can be written")),
    CONSOLE_SESSION(
            new Names("postrider.console.session", "POSTRIDER_CONSOLE_SESSION"),
            "How long a login to the console lasts at the most.",
            "time with unit",
            "12h",
            new Limit.Time(ofMinutes(1), ofDays(30))),
    CONSOLE_MASKED_FIELDS(
            new Names("postrider.console.masked-fields", "POSTRIDER_CONSOLE_MASKED_FIELDS"),
            "Fields of contexts that viewers see as •••, by name at any depth or by a JSON path, through arrays too. What operators open is in"
                    + " the audit trail then. Empty: none. See console.md.",
            "names",
            "",
            Limit.Form.of(
                    ConsoleProperties.MASKED,
                    "up to 100 names like email or JSON paths like $.user.email, $.items[*].iban or $['key'], with commas between")),
    CONSOLE_OIDC_ISSUER(
            new Names("postrider.console.oidc.issuer", "POSTRIDER_CONSOLE_OIDC_ISSUER"),
            "Who logs people in to the console by OpenID Connect: the provider's issuer, letter by letter as it calls itself. The"
                    + " database's accounts can't log in then, those of POSTRIDER_CONSOLE_USERS can. Empty: nobody. See console-login.md.",
            "URL",
            "",
            Limit.Form.of(
                    OidcProperties.ISSUER,
                    "an https:// URL without ? and #, like https://login.example.com/realms/ops; http:// for localhost alone")),
    CONSOLE_OIDC_CLIENT_ID(
            new Names("postrider.console.oidc.client-id", "POSTRIDER_CONSOLE_OIDC_CLIENT_ID"),
            "What the provider calls the console.",
            "text",
            "",
            Limit.Form.of("|[!-~]{1,500}", "up to 500 characters without blanks")),
    CONSOLE_OIDC_CLIENT_SECRET(
            new Names("postrider.console.oidc.client-secret", "POSTRIDER_CONSOLE_OIDC_CLIENT_SECRET"),
            "What the console shows to the provider as its password.",
            "text",
            "",
            Limit.Form.of("|[!-~]{1,500}", "up to 500 characters without blanks")),
    CONSOLE_OIDC_OPERATORS(
            new Names("postrider.console.oidc.operators", "POSTRIDER_CONSOLE_OIDC_OPERATORS"),
            "Values of the role claim that make an operator.",
            "values",
            "",
            Limit.Form.of(OidcProperties.VALUES, "up to 100 values, with commas between")),
    CONSOLE_OIDC_VIEWERS(
            new Names("postrider.console.oidc.viewers", "POSTRIDER_CONSOLE_OIDC_VIEWERS"),
            "Values of the role claim that make a viewer. Whoever has neither can't log in.",
            "values",
            "",
            Limit.Form.of(OidcProperties.VALUES, "up to 100 values, with commas between")),
    CONSOLE_OIDC_ROLE_CLAIM(
            new Names("postrider.console.oidc.role-claim", "POSTRIDER_CONSOLE_OIDC_ROLE_CLAIM"),
            "Which claim of the provider has these values, one or a list; with dots for a claim within another: realm_access.roles.",
            "name",
            "groups",
            Limit.Form.of(OidcProperties.CLAIM, "1 to 200 characters without blanks")),
    CONSOLE_OIDC_NAME_CLAIM(
            new Names("postrider.console.oidc.name-claim", "POSTRIDER_CONSOLE_OIDC_NAME_CLAIM"),
            "Which claim is the person's name, on pages and in the audit trail. Whoever has none there is called by the verified email, or"
                    + " else by sub.",
            "name",
            "preferred_username",
            Limit.Form.of(OidcProperties.CLAIM, "1 to 200 characters without blanks")),
    CONSOLE_OIDC_NAME(
            new Names("postrider.console.oidc.name", "POSTRIDER_CONSOLE_OIDC_NAME"),
            "What people call the provider: Log in with ….",
            "text",
            "SSO",
            Limit.Form.of("\\S(.{0,58}\\S)?", "1 to 60 characters, no blank at either end"));

    private final Entry entry;

    ConsoleSetting(Names names, String meaning, String unit, String fallback, Limit limit) {
        this.entry = new Entry(names, meaning, unit, fallback, limit);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
