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
                    "up to 100 names like email or JSON paths like $.user.email, $.items[*].iban or $['key'], with commas between"));

    private final Entry entry;

    ConsoleSetting(Names names, String meaning, String unit, String fallback, Limit limit) {
        this.entry = new Entry(names, meaning, unit, fallback, limit);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
