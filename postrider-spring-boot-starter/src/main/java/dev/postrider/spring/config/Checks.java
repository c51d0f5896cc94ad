package dev.postrider.spring.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Collects what is out of range, to refuse all of it at once. One use, one thread. */
final class Checks {

    private final List<Problem> problems = new ArrayList<>();

    Checks whole(Setting setting, long value) {
        return note(setting, String.valueOf(value), ((Limit.Whole) setting.limit()).allows(value));
    }

    Checks time(Setting setting, Duration value) {
        return note(setting, ValueFormat.time(value), ((Limit.Time) setting.limit()).allows(value));
    }

    Checks seconds(Setting setting, Duration value) {
        Limit.Seconds limit = (Limit.Seconds) setting.limit();
        boolean allowed = value.compareTo(Duration.ofSeconds(limit.min())) >= 0
                && value.compareTo(Duration.ofSeconds(limit.max())) <= 0;
        if (!allowed) {
            problems.add(Problem.of(setting, ValueFormat.time(value), limit.words() + " seconds"));
        }
        return this;
    }

    Checks size(Setting setting, DataSize value) {
        return note(setting, ValueFormat.size(value), ((Limit.Size) setting.limit()).allows(value));
    }

    Checks form(Setting setting, String value) {
        return note(setting, value, ((Limit.Form) setting.limit()).allows(value));
    }

    /** @param port of those that name none */
    Checks servers(Setting setting, String value, int port) {
        return note(setting, value, ((Limit.Servers) setting.limit()).allows(value, port));
    }

    Checks notShorter(Setting setting, Duration value, Setting than, Duration other) {
        if (value.compareTo(other) < 0) {
            problems.add(Problem.of(
                    setting,
                    ValueFormat.time(value),
                    "not shorter than " + named(than) + ", which is " + ValueFormat.time(other)));
        }
        return this;
    }

    /** A limit of zero is none. */
    Checks notBelow(Setting setting, DataSize value, Setting than, DataSize other) {
        if (value.toBytes() != 0 && value.compareTo(other) < 0) {
            problems.add(Problem.of(
                    setting,
                    ValueFormat.size(value),
                    "not below " + named(than) + ", which is " + ValueFormat.size(other)));
        }
        return this;
    }

    /** A setting that means nothing while another one is empty. */
    Checks onlyWith(Setting other, Setting setting, String value) {
        if (!value.isEmpty()) {
            problems.add(Problem.of(setting, value, "empty without " + named(other)));
        }
        return this;
    }

    /**
     * A setting without which another one, which is set, is of no use.
     *
     * @param more what else is to be said of it; empty for nothing
     */
    Checks neededBy(Setting other, Setting setting, String value, String more) {
        if (value.isBlank()) {
            problems.add(Problem.of(setting, value, "set beside " + named(other) + more));
        }
        return this;
    }

    void refuseProblems() {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    private static String named(Setting setting) {
        return setting.variable() + " (" + setting.property() + ")";
    }

    private Checks note(Setting setting, String value, boolean allowed) {
        if (!allowed) {
            problems.add(Problem.of(setting, value));
        }
        return this;
    }
}
