package dev.postrider.spring.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties below {@code postrider.console}.
 *
 * @param path below which the console is; {@code off} or empty for none
 * @param apiPath below which the admin API is; {@code off} or empty for none
 * @param users who may log in, in place of the database's accounts: {@code name:role:hash}, with commas between
 * @param passwordFile where the first password is written
 * @param session how long a login lasts at the most
 * @param maskedFields names or JSON paths of what viewers don't see of contexts, with commas between; empty for none
 * @param oidc who logs people in by OpenID Connect
 */
public record ConsoleProperties(
        @DefaultValue("") String path,
        @DefaultValue("") String apiPath,
        @DefaultValue("") String users,
        @DefaultValue("postrider-console-password") String passwordFile,
        @DefaultValue("12h") Duration session,
        @DefaultValue("") String maskedFields,
        @DefaultValue OidcProperties oidc) {

    private static final String USER = "[^:,\\s]{1,64}:(viewer|operator):\\{[A-Za-z0-9@_.-]+\\}[^,\\s]+";
    static final String USERS = "|" + USER + "(," + USER + ")*";

    private static final String KEY = "[^\\s,.$*'\"\\[\\]]{1,100}";
    private static final String STEP = "(\\." + KEY + "|\\['[^',\\]]{1,100}'])";
    private static final String FIELD =
            "(" + KEY + "(\\." + KEY + "){0,19}|\\$(\\[\\*])*" + STEP + "(" + STEP + "|\\[\\*]){0,39})";

    /** As the console's {@code MaskedFields} reads it. */
    static final String MASKED = "|" + FIELD + "(\\s*,\\s*" + FIELD + "){0,99}";

    /** Refuses what is out of range. */
    public ConsoleProperties {
        new Checks()
                .form(ConsoleSetting.CONSOLE_PATH, path)
                .form(ConsoleSetting.CONSOLE_API_PATH, apiPath)
                .form(ConsoleSetting.CONSOLE_USERS, users)
                .form(ConsoleSetting.CONSOLE_PASSWORD_FILE, passwordFile)
                .time(ConsoleSetting.CONSOLE_SESSION, session)
                .form(ConsoleSetting.CONSOLE_MASKED_FIELDS, maskedFields)
                .refuseProblems();
    }

    /** Those of the users, each {@code name:role:hash}. */
    public List<String> eachUser() {
        return Stream.of(users.split(",", -1)).filter(user -> !user.isEmpty()).toList();
    }

    /** Whether the accounts are those in PostgreSQL: neither configured ones nor those of a provider. */
    public boolean hasStoredAccounts() {
        return users.isBlank() && !oidc.isOn();
    }

    /** Whether people log in with a name and a password. Where a provider alone logs them in, nobody does. */
    public boolean hasPasswords() {
        return !users.isBlank() || !oidc.isOn();
    }

    /** Each of the masked fields: {@code email}, {@code $.items[*].iban}. */
    public List<String> eachMaskedField() {
        return Stream.of(maskedFields.split(","))
                .map(String::strip)
                .filter(field -> !field.isEmpty())
                .toList();
    }

    /** Where the first password is written. */
    public Path firstPassword() {
        return Path.of(passwordFile).toAbsolutePath();
    }

    /** Hides the hashes. */
    @Override
    public String toString() {
        return "ConsoleProperties[path=" + path + ", apiPath=" + apiPath + ", users=***, passwordFile=" + passwordFile
                + ", session=" + session + ", maskedFields=" + maskedFields + ", oidc=" + oidc + "]";
    }
}
