package dev.postrider.server.cli;

import dev.postrider.console.answer.DeadLetterGroups;
import dev.postrider.console.answer.DeadLetterGroups.Group;
import dev.postrider.console.answer.DeadLetterList;
import dev.postrider.relay.tools.deadletter.DeadLetter;
import dev.postrider.relay.tools.deadletter.DeadLetterGroup;
import dev.postrider.relay.tools.deadletter.DeadLetterGrouping;
import dev.postrider.relay.tools.deadletter.DeadLetterKey;
import dev.postrider.relay.tools.deadletter.DeadLetterPage;
import dev.postrider.relay.tools.deadletter.DeadLetterState;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.sql.SQLException;
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

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    int run(Databases databases, Output output) throws SQLException {
        requireLimit();
        if (groupBy != null) {
            return groups(new DeadLetters(databases.postgres()), grouping(groupBy), output);
        }
        DeadLetterPage page = new DeadLetters(databases.postgres()).list(which.filter(), wantedState(), place(), limit);
        DeadLetterKey next = page.next();
        return print(new DeadLetterList(page.letters(), next == null ? null : next.toString()), output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        requireLimit();
        wantedState();
        if (groupBy != null) {
            DeadLetterGrouping by = grouping(groupBy);
            requireNoPlace();
            RemotePath path = asked("/dead-letters/groups")
                    .with("by", groupBy.toLowerCase(Locale.ROOT))
                    .with("limit", Math.min(limit, RemoteLetters.PAGE));
            return print(remote.get(path, DeadLetterGroups.class), by, output);
        }
        DeadLetterKey from = place();
        return print(RemoteLetters.list(remote, asked("/dead-letters"), from == null ? null : after, limit), output);
    }

    private RemotePath asked(String path) {
        return RemoteLetters.matching(path, which.filter())
                .with("state", state.equalsIgnoreCase(ANY) ? "any" : state.toLowerCase(Locale.ROOT));
    }

    private void requireLimit() {
        if (limit < 1 || limit > DeadLetters.LONGEST_PAGE) {
            throw wrongUsage("--limit is " + limit + ", must be 1 to " + DeadLetters.LONGEST_PAGE);
        }
    }

    private void requireNoPlace() {
        if (after != null) {
            throw wrongUsage("--after goes on with a list, and --group-by gives none");
        }
    }

    private int groups(DeadLetters letters, DeadLetterGrouping by, Output output) throws SQLException {
        requireNoPlace();
        List<DeadLetterGroup> found = letters.groups(which.filter(), wantedState(), by, limit + 1);
        return print(
                DeadLetterGroups.of(
                        found.stream()
                                .map(group -> Group.of(group, by, group.text()))
                                .toList(),
                        limit),
                by,
                output);
    }

    private int print(DeadLetterGroups groups, DeadLetterGrouping by, Output output) {
        output.print(groups, text -> print(groups, by, text));
        return ExitCodes.FINE;
    }

    private int print(DeadLetterList page, Output output) {
        output.print(page, text -> print(page, text));
        return ExitCodes.FINE;
    }

    private DeadLetterGrouping grouping(String what) {
        return Arrays.stream(DeadLetterGrouping.values())
                .filter(value -> value.name().equalsIgnoreCase(what))
                .findFirst()
                .orElseThrow(() -> wrongUsage("--group-by is '" + what + "', must be reason, type or code"));
    }

    private void print(DeadLetterGroups groups, DeadLetterGrouping by, Lines out) {
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

    private void print(DeadLetterList page, Lines out) {
        if (page.deadLetters().isEmpty()) {
            out.println("no dead letters");
            return;
        }
        Table table = new Table("EVENT", "TYPE", "ENVIRONMENT", "REFUSED", "TIMES", "BATCH", "STATE", "CODE", "REASON")
                .shorten("TYPE", "REASON")
                .leaveOut("TIMES", "BATCH", "ENVIRONMENT");
        if (wantedState() == DeadLetterState.OPEN) {
            table.leaveOut("STATE");
        }
        for (DeadLetter letter : page.deadLetters()) {
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
