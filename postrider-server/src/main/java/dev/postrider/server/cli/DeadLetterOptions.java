package dev.postrider.server.cli;

import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters are meant. */
final class DeadLetterOptions {

    @Parameters(paramLabel = "EVENT_ID", arity = "0..*", description = "the dead letters of these events")
    List<Long> eventIds = new ArrayList<>();

    @Option(names = "--type", paramLabel = "TYPE", description = "events of this type")
    @Nullable
    String type;

    @Option(names = "--environment", paramLabel = "NAME", description = "events of this environment")
    @Nullable
    String environment;

    @Option(names = "--code", paramLabel = "N", description = "refused with this error code")
    @Nullable
    Integer code;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "refused with a reason that contains this, in any case")
    @Nullable
    String reason;

    @Option(names = "--batch", paramLabel = "N", description = "refused in this batch")
    @Nullable
    Long batchNo;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "refused then or later, for example 2026-01-31T12:00:00Z")
    @Nullable
    Instant from;

    @Option(names = "--before", paramLabel = "TIME", description = "refused before then")
    @Nullable
    Instant before;

    DeadLetterFilter filter() {
        return new DeadLetterFilter(eventIds, type, environment, code, reason, batchNo, from, before);
    }
}
