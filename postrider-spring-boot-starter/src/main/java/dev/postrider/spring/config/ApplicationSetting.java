package dev.postrider.spring.config;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofSeconds;
import static org.springframework.util.unit.DataSize.ofBytes;
import static org.springframework.util.unit.DataSize.ofMegabytes;

import dev.postrider.spring.log.MaskedFields;

/** The process around it: its name, publishing, health, logs and Sentry. */
// the checker can not see that the records in this field hold nothing that changes
@SuppressWarnings("ImmutableEnumChecker")
enum ApplicationSetting implements Setting {
    PROCESS_NAME(
            new Names("postrider.process-name", "POSTRIDER_PROCESS_NAME"),
            "For postrider-server with a file of outboxes: the name of this process among those that share them, and no other's."
                    + " One that starts again under its name gets its share back. Empty: host, process number and something"
                    + " random. See fleet.md.",
            "text",
            "",
            Limit.Form.of("|[A-Za-z0-9._:/-]{1,100}", "up to 100 letters, digits and . _ : / -")),
    ENVIRONMENT(
            new Names("postrider.environment", "ENVIRONMENT"),
            "Name of the deployment; every event carries it.",
            "text",
            "Local",
            Limit.Form.of("\\S(.{0,98}\\S)?", "1 to 100 characters, no blank at either end")),
    MIGRATE(
            new Names("postrider.migrate", "POSTRIDER_MIGRATE"),
            "Whether the start applies the migrations of the schema postrider. With false the start only checks that they"
                    + " are applied.",
            "true or false",
            "true",
            Limit.OneOf.of("true", "false")),
    MAX_CONTEXT(
            new Names("postrider.max-context", "POSTRIDER_MAX_CONTEXT"),
            "Size of one event's context at most; a larger one is refused at publish.",
            "size with unit",
            "1MB",
            new Limit.Size(ofBytes(2), ofMegabytes(16))),
    HEALTH_MAX_LAG(
            new Names("postrider.health.max-lag", "POSTRIDER_HEALTH_MAX_LAG"),
            "Lag from which on health says DOWN.",
            "time with unit",
            "5m",
            new Limit.Time(ofSeconds(1), ofHours(24))),
    LOG_LEVEL(
            new Names("logging.level.root", "LOG_LEVEL"),
            "Lines below this level are not logged. WARNING means WARN, CRITICAL means ERROR.",
            "word",
            "INFO",
            Limit.OneOf.of("TRACE", "DEBUG", "INFO", "WARN", "WARNING", "ERROR", "CRITICAL", "OFF")),
    LOG_FORMATTER(
            new Names("logging.structured.format.console", "LOG_FORMATTER"),
            "How log lines look: console for people, json for machines (one object a line, with the fields of the log"
                    + " context).",
            "word",
            "console",
            Limit.OneOf.of("console", "json")),
    LOG_MASKED_FIELDS(
            new Names(MaskedFields.PROPERTY, "POSTRIDER_LOG_MASKED_FIELDS"),
            "Fields of log lines and of the log context whose values are written as ***, in the log and in what is reported to"
                    + " Sentry, with commas between: email,full_name for example.",
            "names",
            "",
            Limit.Form.of(
                    MaskedFields.FORM, "empty, or up to 100 names of letters, digits, _ . and -, separated by commas")),
    SENTRY_CONFIG_DSN(
            new Names("sentry.dsn", "SENTRY_CONFIG_DSN"),
            "Where errors and performance transactions are reported. Empty: nowhere.",
            "URL",
            "",
            Limit.Form.of(
                    "https?://[^/@:\\s]+(:[^/@\\s]*)?@[^/@\\s]+/(\\S*/)?\\d+", "https://key@host/project-number")),
    SENTRY_CONFIG_ENVIRONMENT(
            new Names("sentry.environment", "SENTRY_CONFIG_ENVIRONMENT"),
            "Name of the deployment in Sentry. Empty: the value of ENVIRONMENT.",
            "text",
            "",
            Limit.Form.of("[^\\s/]{1,64}", "1 to 64 characters, no blanks and no slash")),
    SENTRY_TRACES_SAMPLE_RATE(
            new Names("sentry.traces-sample-rate", "SENTRY_TRACES_SAMPLE_RATE"),
            "Share of requests and of batches that Sentry gets a performance transaction for.",
            "share",
            "0.1",
            new Limit.Fraction());

    private final Entry entry;

    ApplicationSetting(Names names, String meaning, String unit, String fallback, Limit limit) {
        this.entry = new Entry(names, meaning, unit, fallback, limit);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
