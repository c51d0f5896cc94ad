package dev.postrider.spring.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * One setting: its property, its environment variable, its default and its limit. The documentation ({@code .env.example},
 * {@code docs/configuration.md}) is compared with {@link #all()} by a test.
 */
sealed interface Setting permits DatabaseSetting, RelaySetting, ApplicationSetting, ConsoleSetting {

    /** What is said of a setting. */
    Entry entry();

    /** Every setting, once, in the order of the documentation. */
    static List<Setting> all() {
        return Stream.<Setting[]>of(
                        DatabaseSetting.values(),
                        RelaySetting.values(),
                        ApplicationSetting.values(),
                        ConsoleSetting.values())
                .flatMap(Stream::of)
                .toList();
    }

    /** A setting's two names. */
    record Names(String property, String variable) {}

    /**
     * What is said of a setting.
     *
     * @param unit what the value counts, or how it is written
     * @param fallback the value where none is given; empty if there is none
     */
    record Entry(Names names, String meaning, String unit, String fallback, Limit limit) {}

    default String property() {
        return entry().names().property();
    }

    /** The environment variable that a person would use; Spring's own relaxed names work besides. */
    default String variable() {
        return entry().names().variable();
    }

    default String meaning() {
        return entry().meaning();
    }

    /** What the value counts, or how it is written. */
    default String unit() {
        return entry().unit();
    }

    /** The value where none is given; empty if there is none. */
    default String fallback() {
        return entry().fallback();
    }

    default Limit limit() {
        return entry().limit();
    }
}
