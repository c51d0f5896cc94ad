package dev.postrider.server.cli;

import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Which dead letters are meant. */
final class DeadLetterOptions {

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec = CommandSpec.create();

    /** Read by {@link #filter}: of what can't be read, picocli would say only that it is unmatched. */
    @Parameters(paramLabel = "EVENT_ID", arity = "0..*", description = "the dead letters of these events")
    List<String> eventIds = new ArrayList<>();

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
            names = {"--from", "--since"},
            paramLabel = "TIME",
            description = "refused then or later" + TypedTime.HELP)
    @Nullable
    TypedTime from;

    @Option(names = "--before", paramLabel = "TIME", description = "refused before then")
    @Nullable
    TypedTime before;

    DeadLetterFilter filter() {
        TypedTime.requireSome(spec, "--from", from, "--before", before);
        return new DeadLetterFilter(
                ids(), type, environment, code, reason, batchNo, TypedTime.meaning(from), TypedTime.meaning(before));
    }

    private List<Long> ids() {
        try {
            return eventIds.stream().map(new EventId()::convert).toList();
        } catch (TypeConversionException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
