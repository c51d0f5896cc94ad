package dev.postrider.server.cli;

import dev.postrider.relay.tools.deadletter.DeadLetter;
import dev.postrider.relay.tools.deadletter.DeadLetterGroup;
import dev.postrider.relay.tools.deadletter.DeadLetterGrouping;
import dev.postrider.relay.tools.deadletter.DeadLetterKey;
import dev.postrider.relay.tools.deadletter.DeadLetterPage;
import dev.postrider.relay.tools.deadletter.DeadLetterState;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters list}: a page of them. */
@Command(
        name = "list",
        description =
                "Lists dead letters, the newest first, one a line. Counts nothing, whatever their number, unless --group-by asks for it.")
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

    @Option(
            names = "--group-by",
            paramLabel = "WHAT",
            description =
                    "count them instead by reason, type or code, the largest group first; numbers and quoted values in reasons"
                            + " make no difference. Reads all that match")
    @Nullable
    String groupBy;

    @Mixin
    TableOptions tables = new TableOptions();

    /** What is printed as JSON. */
    record Page(List<DeadLetter> deadLetters, @Nullable String next) {}

    /**
     * What is printed as JSON of groups.
     *
     * @param more whether there are smaller ones besides
     */
    record Groups(List<Group> groups, boolean more) {}

    /** A group, as it is printed; what it is not grouped by is null. */
    record Group(
            @Nullable String type,
            @Nullable Integer code,
            @Nullable String reason,
            long deadLetters,
            Instant newestAt,
            long exampleEventId) {
        static Group of(DeadLetterGroup group, DeadLetterGrouping by) {
            return new Group(
                    by == DeadLetterGrouping.TYPE ? group.text() : null,
                    group.code(),
                    by == DeadLetterGrouping.REASON ? group.text() : null,
                    group.letters(),
                    group.newest(),
                    group.exampleEventId());
        }
    }

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    int run(Databases databases, Output output) throws SQLException {
        if (limit < 1 || limit > DeadLetters.LONGEST_PAGE) {
            throw wrongUsage("--limit is " + limit + ", must be 1 to " + DeadLetters.LONGEST_PAGE);
        }
        if (groupBy != null) {
            return groups(new DeadLetters(databases.postgres()), grouping(groupBy), output);
        }
        DeadLetterPage page = new DeadLetters(databases.postgres()).list(which.filter(), wantedState(), place(), limit);
        DeadLetterKey next = page.next();
        output.print(new Page(page.letters(), next == null ? null : next.toString()), text -> print(page, text));
        return ExitCodes.FINE;
    }

    private int groups(DeadLetters letters, DeadLetterGrouping by, Output output) throws SQLException {
        if (after != null) {
            throw wrongUsage("--after goes on with a list, and --group-by gives none");
        }
        List<DeadLetterGroup> found = letters.groups(which.filter(), wantedState(), by, limit + 1);
        Groups groups = new Groups(
                found.stream().limit(limit).map(group -> Group.of(group, by)).toList(), found.size() > limit);
        output.print(groups, text -> print(groups, by, text));
        return ExitCodes.FINE;
    }

    private DeadLetterGrouping grouping(String what) {
        return Arrays.stream(DeadLetterGrouping.values())
                .filter(value -> value.name().equalsIgnoreCase(what))
                .findFirst()
                .orElseThrow(() -> wrongUsage("--group-by is '" + what + "', must be reason, type or code"));
    }

    private void print(Groups groups, DeadLetterGrouping by, Lines out) {
        if (groups.groups().isEmpty()) {
            out.println("no dead letters");
            return;
        }
        Table table = switch (by) {
            case REASON -> new Table("COUNT", "NEWEST", "EXAMPLE", "CODE", "REASON").shorten("REASON");
            case TYPE -> new Table("COUNT", "NEWEST", "EXAMPLE", "TYPE").shorten("TYPE");
            case CODE -> new Table("COUNT", "NEWEST", "EXAMPLE", "CODE");
        };
        for (Group group : groups.groups()) {
            List<Object> cells = new ArrayList<>(
                    List.of(group.deadLetters(), ShownTime.withAge(group.newestAt(), now()), group.exampleEventId()));
            if (by != DeadLetterGrouping.TYPE) {
                cells.add(group.code() == null ? "" : group.code());
            }
            if (by != DeadLetterGrouping.CODE) {
                cells.add(Objects.requireNonNullElse(group.type(), group.reason() == null ? "" : group.reason()));
            }
            table.row(cells.toArray());
        }
        table.print(out);
        if (groups.more()) {
            out.println("there are more groups: --limit " + Math.min(limit * 2, DeadLetters.LONGEST_PAGE));
        }
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

    private void print(DeadLetterPage page, Lines out) {
        if (page.letters().isEmpty()) {
            out.println("no dead letters");
            return;
        }
        Table table = new Table("EVENT", "TYPE", "ENVIRONMENT", "REFUSED", "TIMES", "BATCH", "STATE", "CODE", "REASON")
                .shorten("TYPE", "REASON")
                .leaveOut("TIMES", "BATCH", "ENVIRONMENT");
        if (wantedState() == DeadLetterState.OPEN) {
            table.leaveOut("STATE");
        }
        for (DeadLetter letter : page.letters()) {
            table.row(
                    letter.eventId(),
                    letter.eventType(),
                    letter.environment(),
                    ShownTime.withAge(letter.failedAt(), now()),
                    letter.times(),
                    letter.batchNo(),
                    letter.state().name().toLowerCase(Locale.ROOT),
                    letter.code() == null ? "" : letter.code(),
                    letter.reason());
        }
        if (table.print(out)) {
            out.println("not all is shown: --wide shows it, dead-letters show EVENT_ID one whole");
        }
        if (page.next() != null) {
            out.println("there are more: --after " + page.next());
        }
    }
}
