package dev.postrider.server.cli;

import dev.postrider.console.answer.EventLives;
import dev.postrider.console.answer.EventLives.Life;
import dev.postrider.console.answer.EventLives.Place;
import dev.postrider.relay.sink.QueryableSink;
import dev.postrider.relay.tools.explain.Explain;
import dev.postrider.relay.tools.explain.Explanation;
import dev.postrider.relay.tools.explain.Explanation.Batch;
import dev.postrider.relay.tools.explain.Explanation.Committed;
import dev.postrider.relay.tools.explain.Explanation.Outcome;
import dev.postrider.relay.tools.explain.Explanation.Published;
import dev.postrider.relay.tools.explain.Explanation.Refusal;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code explain}: what became of one event. */
@Command(
        name = "explain",
        description =
                "Tells an event's whole life by its id: when it was published and committed, in which batch it was, what"
                        + " became of it, and where it is in the event log. Reads the whole outbox, and a column of the whole event"
                        + " log.")
final class ExplainCommand extends DatabaseCommand {

    @Parameters(
            paramLabel = "EVENT_ID",
            converter = EventId.class,
            description = "the event's id, as publish returned it")
    long eventId;

    @Override
    int run(Databases databases, Output output) throws SQLException {
        QueryableSink sink = databases.clickHouse(
                databases.settings().clickhouse().settings().withTimeout(VerifyCommand.LONGEST_QUESTION));
        Explanation explanation = new Explain(databases.postgres(), sink.eventLog()).event(eventId);
        String logUnknown = databases.silent() == null
                ? explanation.logUnknown()
                : databases.silent() + " does not answer: " + explanation.logUnknown();
        return print(EventLives.of(explanation, logUnknown), output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        return print(remote.get(RemotePath.of("/events/" + eventId + "/life"), EventLives.class), output);
    }

    private static int print(EventLives explanation, Output output) {
        output.print(explanation, text -> print(explanation, text));
        if (explanation.logUnknown() != null) {
            return ExitCodes.UNREACHABLE;
        }
        return isFine(explanation) ? ExitCodes.FINE : ExitCodes.FOUND;
    }

    private static boolean isFine(EventLives explanation) {
        return explanation.doubt() == null
                && !explanation.lives().isEmpty()
                && explanation.strays().isEmpty()
                && explanation.lives().stream()
                        .allMatch(life -> life.outcome() != Outcome.DELIVERED
                                || (life.places().size() == 1 && !Boolean.FALSE.equals(life.isEqual())));
    }

    private static void print(EventLives explanation, PrintWriter out) {
        if (explanation.lives().isEmpty()) {
            out.println("event " + explanation.eventId() + " of the outbox " + explanation.outbox()
                    + ": neither the outbox nor the ledger knows it. It was not published, or rolled back, or is older than"
                    + " the ledger");
        }
        for (Life life : explanation.lives()) {
            out.println("event " + explanation.eventId() + " of the outbox " + explanation.outbox() + ": "
                    + life.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            print(life, explanation, out);
        }
        if (explanation.doubt() != null) {
            print("unknown", "what became of it: " + explanation.doubt(), out);
        }
        if (explanation.logUnknown() != null) {
            print("in the event log", "whether it is there is unknown: " + explanation.logUnknown(), out);
        }
        for (Place stray : explanation.strays()) {
            out.println("in the event log with this id, and delivered by no batch:");
            print("row", describe(stray), out);
        }
    }

    private static void print(Life life, EventLives explanation, PrintWriter out) {
        print(life.published(), out);
        Committed committed = life.committed();
        if (committed != null) {
            print("committed", describe(committed) + " (transaction " + committed.txid() + ")", out);
        }
        Batch batch = life.batch();
        print("batch", batch == null ? "none yet" : describe(batch), out);
        if (life.refusal() != null) {
            print(life.refusal(), out);
        }
        for (Place place : life.places()) {
            print("in the event log", describe(place), out);
        }
        if (explanation.logUnknown() == null
                && life.outcome() == Outcome.DELIVERED
                && life.places().size() != 1) {
            print(
                    "in the event log",
                    Counted.of(life.places().size(), "time") + ": it should be there once; see postrider verify",
                    out);
        }
        if (life.isEqual() != null) {
            print("as published", life.isEqual() ? "yes" : "no: see postrider verify", out);
        }
    }

    private static void print(@Nullable Published published, PrintWriter out) {
        if (published != null) {
            print(
                    "published",
                    published.eventType() + ", " + published.environment() + ", dated "
                            + published.eventDateTime() + ", version " + published.metadataVersion() + ", context of "
                            + Counted.of(published.contextBytes(), "byte"),
                    out);
            print("trace", published.traceParent() == null ? "none" : published.traceParent(), out);
            print("in the outbox", published.isHeld() ? "yes" : "no", out);
        } else {
            print("in the outbox", "no longer", out);
        }
    }

    private static void print(Refusal refusal, PrintWriter out) {
        print(
                "refused",
                refusal.failedAt() + (refusal.shard() == null ? "" : " by shard " + refusal.shard()) + ", "
                        + Counted.of(refusal.times(), "time") + ", code " + refusal.code() + ": "
                        + refusal.reason(),
                out);
        if (refusal.requeuedAt() != null || refusal.discardedAt() != null) {
            print(
                    "decided",
                    (refusal.requeuedAt() == null
                                    ? "discarded " + refusal.discardedAt()
                                    : "requeued " + refusal.requeuedAt())
                            + " by " + refusal.decidedBy() + (refusal.note() == null ? "" : ": " + refusal.note()),
                    out);
        }
    }

    private static String describe(Committed committed) {
        if (committed.at() != null) {
            return "at " + committed.at();
        }
        return (committed.after() == null ? "" : "after " + committed.after())
                + (committed.after() != null && committed.before() != null ? " and " : "")
                + (committed.before() == null ? "" : "before " + committed.before());
    }

    private static String describe(Batch batch) {
        return batch.batchNo()
                + (batch.plannedAt() == null
                        ? ", which the ledger has forgotten"
                        : ", fence " + batch.fence() + ", planned " + batch.plannedAt())
                + (batch.doneAt() == null
                        ? ""
                        : ", acknowledged " + batch.doneAt() + " after " + Counted.of(batch.attempts(), "attempt")
                                + ", " + Counted.of(batch.rows(), "event") + ", token " + batch.token());
    }

    private static String describe(Place place) {
        return (place.shard() == null ? "" : place.shard() + ", ") + "partition " + place.partition() + ", part "
                + place.part() + ", row " + place.offset() + ", dated " + place.eventDateTime();
    }

    private static void print(String what, String value, PrintWriter out) {
        out.println("  %-17s %s".formatted(what, value));
    }
}
