package dev.postrider.spring.config;

import dev.postrider.spring.log.Secrets;
import java.util.Set;

/**
 * A value that can't be used, said for the person who set it.
 *
 * @param names the setting, under every name that it may have been set by
 * @param value the value as given, secrets masked
 * @param demand what it has to be
 */
record Problem(String names, String value, String demand) {

    private static final Set<Setting> SECRETS = Set.of(
            DatabaseSetting.CLICKHOUSE_PASSWORD,
            ConsoleSetting.CONSOLE_USERS,
            ConsoleSetting.CONSOLE_OIDC_CLIENT_SECRET);
    private static final Set<Setting> MAY_HOLD_PASSWORDS =
            Set.of(DatabaseSetting.DATABASE_URL, DatabaseSetting.DATABASES_FILE, DatabaseSetting.CLICKHOUSE_HOST);

    static Problem of(Setting setting, String value) {
        return of(setting, value, setting.limit().words());
    }

    static Problem of(Setting setting, String value, String demand) {
        return new Problem(names(setting), masked(setting, value), demand);
    }

    /** A line of the file that the setting names. */
    static Problem inLine(Setting setting, int line, String value, String demand) {
        return new Problem(names(setting) + ", line " + line, masked(setting, value), demand);
    }

    private static String names(Setting setting) {
        return setting.variable() + " (" + setting.property() + ")";
    }

    private static String masked(Setting setting, String value) {
        if (SECRETS.contains(setting)) {
            return value.isEmpty() ? "" : "***";
        }
        if (setting == ApplicationSetting.SENTRY_CONFIG_DSN) {
            return value.replaceFirst("(?s)//.*@", "//***@");
        }
        return MAY_HOLD_PASSWORDS.contains(setting) ? Secrets.masked(value) : value;
    }

    @Override
    public String toString() {
        return names + " is '" + value + "', must be " + demand;
    }
}
