package dev.postrider.server.cli;

import dev.postrider.relay.tools.deadletter.DeadLetter;
import dev.postrider.relay.tools.deadletter.DeadLetterKey;
import dev.postrider.relay.tools.deadletter.DeadLetterPage;
import dev.postrider.relay.tools.deadletter.DeadLetterState;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters list}: a page of them. */
@Command(name = "list", description = "Lists dead letters, the newest first. Counts nothing, whatever their number.")
final class DeadLettersListCommand extends DatabaseCommand {

    private static final String ANY = "all";

    @Mixin
    DeadLetterOptions which = new DeadLetterOptions();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "open",
            description = "open, requeued, discarded or all (${DEFAULT-VALUE})")
    String state = "open";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "how many at most, 1 to 10000 (${DEFAULT-VALUE})")
    int limit;

    @Option(
            names = "--after",
            paramLabel = "PLACE",
            description = "go on where a page ended: the place that it printed last")
    @Nullable
    String after;

    /** What is printed as JSON. */
    record Page(List<DeadLetter> deadLetters, @Nullable String next) {}

    @Override
    int run(Databases databases, Output output) throws SQLException {
        if (limit < 1 || limit > DeadLetters.LONGEST_PAGE) {
            throw wrongUsage("--limit is " + limit + ", must be 1 to " + DeadLetters.LONGEST_PAGE);
        }
        DeadLetterPage page = new DeadLetters(databases.postgres()).list(which.filter(), wantedState(), place(), limit);
        DeadLetterKey next = page.next();
        output.print(new Page(page.letters(), next == null ? null : next.toString()), text -> print(page, text));
        return ExitCodes.FINE;
    }

    private @Nullable DeadLetterState wantedState() {
        if (state.equalsIgnoreCase(ANY)) {
            return null;
        }
        return Arrays.stream(DeadLetterState.values())
                .filter(value -> value.name().equalsIgnoreCase(state))
                .findFirst()
                .orElseThrow(
                        () -> wrongUsage("--state is '" + state + "', must be open, requeued, discarded or " + ANY));
    }

    private @Nullable DeadLetterKey place() {
        try {
            return after == null ? null : DeadLetterKey.parse(after);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("--after: " + e.getMessage());
        }
    }

    private static void print(DeadLetterPage page, PrintWriter out) {
        if (page.letters().isEmpty()) {
            out.println("no dead letters");
            return;
        }
        Table table = new Table("EVENT", "TYPE", "ENVIRONMENT", "REFUSED", "TIMES", "BATCH", "STATE", "CODE", "REASON");
        for (DeadLetter letter : page.letters()) {
            table.row(
                    letter.eventId(),
                    letter.eventType(),
                    letter.environment(),
                    letter.failedAt(),
                    letter.times(),
                    letter.batchNo(),
                    letter.state().name().toLowerCase(Locale.ROOT),
                    letter.code() == null ? "" : letter.code(),
                    letter.reason());
        }
        table.print(out);
        if (page.next() != null) {
            out.println("there are more: --after " + page.next());
        }
    }
}
