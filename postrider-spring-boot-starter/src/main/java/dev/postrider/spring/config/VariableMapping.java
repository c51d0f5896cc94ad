package dev.postrider.spring.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the variables of a twelve-factor environment into properties. Pure: reads what it is given, changes nothing. */
final class VariableMapping {

    /** The names that Spring's own rules would not lead to the property. */
    private static final List<Setting> MAPPED = List.of(
            ApplicationSetting.ENVIRONMENT,
            DatabaseSetting.CLICKHOUSE_HOST,
            DatabaseSetting.CLICKHOUSE_PORT,
            DatabaseSetting.CLICKHOUSE_USER,
            DatabaseSetting.CLICKHOUSE_PASSWORD,
            DatabaseSetting.CLICKHOUSE_SCHEMA,
            DatabaseSetting.CLICKHOUSE_EVENT_LOG_TABLE_NAME,
            RelaySetting.CH_OUTBOX_BATCH_SIZE,
            RelaySetting.CH_OUTBOX_PROCESSING_FREQUENCY_SEC,
            ApplicationSetting.LOG_LEVEL,
            ApplicationSetting.LOG_FORMATTER,
            ApplicationSetting.SENTRY_CONFIG_DSN,
            ApplicationSetting.SENTRY_CONFIG_ENVIRONMENT,
            ApplicationSetting.SENTRY_TRACES_SAMPLE_RATE);

    private final Function<String, @Nullable String> variables;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private VariableMapping(Function<String, @Nullable String> variables) {
        this.variables = variables;
    }

    /**
     * The properties that the variables stand for; a variable that is empty counts as not set.
     *
     * @param databaseUrlToo false leaves DATABASE_URL alone, because the data source is configured by a more specific name
     * @throws InvalidSettingsException naming every variable whose value can't be used
     */
    static Map<String, Object> map(Function<String, @Nullable String> variables, boolean databaseUrlToo) {
        VariableMapping mapping = new VariableMapping(variables);
        if (databaseUrlToo) {
            mapping.mapDatabaseUrl();
        }
        MAPPED.forEach(mapping::mapOne);
        if (!mapping.problems.isEmpty()) {
            throw new InvalidSettingsException(mapping.problems);
        }
        return mapping.properties;
    }

    /**
     * Checks a URL that was not set by DATABASE_URL.
     *
     * @throws InvalidSettingsException with the value, passwords masked
     */
    static void checkUrl(String url) {
        try {
            DatabaseUrl.checkedJdbc(url);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(
                    List.of(Problem.of(DatabaseSetting.DATABASE_URL, url, String.valueOf(e.getMessage()))));
        }
    }

    private Optional<String> value(Setting setting) {
        return Optional.ofNullable(variables.apply(setting.variable())).filter(value -> !value.isEmpty());
    }

    private void mapDatabaseUrl() {
        value(DatabaseSetting.DATABASE_URL).ifPresent(text -> {
            try {
                DatabaseUrl url = DatabaseUrl.parse(text);
                properties.put(DatabaseSetting.DATABASE_URL.property(), url.jdbcUrl());
                if (url.user() != null) {
                    properties.put("spring.datasource.username", url.user());
                }
                if (url.password() != null) {
                    properties.put("spring.datasource.password", url.password());
                }
            } catch (IllegalArgumentException e) {
                problems.add(Problem.of(DatabaseSetting.DATABASE_URL, text, String.valueOf(e.getMessage())));
            }
        });
    }

    private void mapOne(Setting setting) {
        value(setting)
                .ifPresent(text -> accepted(setting, text)
                        .ifPresentOrElse(
                                value -> properties.put(setting.property(), value),
                                () -> problems.add(Problem.of(setting, text))));
    }

    private static Optional<String> accepted(Setting setting, String text) {
        Limit limit = setting.limit();
        if (limit instanceof Limit.Whole whole) {
            return number(text)
                    .filter(number -> number.stripTrailingZeros().scale() <= 0)
                    .filter(number -> within(number, whole.min(), whole.max()))
                    .map(number -> text);
        }
        if (limit instanceof Limit.Seconds seconds) {
            return number(text)
                    .filter(number -> within(number, seconds.min(), seconds.max()))
                    .map(number -> Duration.ofNanos(number.movePointRight(9).longValue())
                            .toString());
        }
        if (limit instanceof Limit.Fraction) {
            return number(text).filter(number -> within(number, 0, 1)).map(BigDecimal::toPlainString);
        }
        if (limit instanceof Limit.OneOf words) {
            return words.match(text).map(word -> springsWord(setting, word));
        }
        if (limit instanceof Limit.Form form) {
            return Optional.of(text).filter(form::allows);
        }
        return Optional.of(text);
    }

    private static Optional<BigDecimal> number(String text) {
        // plain digits: neither 1e9 nor a number of a thousand digits
        return text.matches("-?[0-9]{1,12}(\\.[0-9]{1,9})?") ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    private static boolean within(BigDecimal number, long min, long max) {
        return number.compareTo(BigDecimal.valueOf(min)) >= 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0;
    }

    private static String springsWord(Setting setting, String word) {
        if (setting == ApplicationSetting.LOG_FORMATTER) {
            // an empty format is Spring Boot's plain one
            return word.equals("json") ? "logstash" : "";
        }
        return switch (word) {
            case "WARNING" -> "WARN";
            case "CRITICAL" -> "ERROR";
            default -> word;
        };
    }
}
