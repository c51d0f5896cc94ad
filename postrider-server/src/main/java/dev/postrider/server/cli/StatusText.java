package dev.postrider.server.cli;

import dev.postrider.console.answer.Budget;
import dev.postrider.console.answer.DeliveryStatus;
import dev.postrider.console.answer.DeliveryStatus.Recent;
import dev.postrider.console.answer.DeliveryStatus.Server;
import dev.postrider.console.answer.DeliveryStatus.State;
import dev.postrider.relay.status.LedgerProgress;
import dev.postrider.relay.status.LedgerProgress.Success;
import dev.postrider.relay.status.OutboxStatus.ActiveRelay;
import dev.postrider.relay.status.OutboxStatus.Failure;
import dev.postrider.relay.status.OutboxStatus.LedgerBatch;
import dev.postrider.relay.status.ToldOutage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A status as people read it: what matters most first. Ages are by the database's clock, as the times are. */
final class StatusText {

    private static final String NO_LABEL = " ".repeat(14);

    private final DeliveryStatus status;
    private final Instant now;
    private final Lines out;

    private StatusText(DeliveryStatus status, Lines out) {
        this.status = status;
        this.now = status.askedAt();
        this.out = out;
    }

    static void print(DeliveryStatus status, Lines out) {
        StatusText text = new StatusText(status, out);
        text.printState();
        text.printProgress();
        text.printRelays();
        text.printOutbox();
        text.printBatches();
        text.printDeadLetters();
    }

    private void printState() {
        State state = status.state();
        String since = state.since() == null ? "" : " since " + ShownTime.withAge(state.since(), now);
        String because = state.reason() == null ? "" : ": " + state.reason();
        List<String> lines = wrapped(state.word() + since + because);
        out.print("state         ");
        out.printAsIs(Output.coloured("@|bold," + (state.isWell() ? "green " : "red ") + state.word() + "|@"));
        out.println(lines.get(0).substring(state.word().length()));
        lines.stream().skip(1).forEach(line -> out.println(NO_LABEL + line));
    }

    private void printProgress() {
        Success success = status.lastSuccess();
        out.println("last success  "
                + (success == null
                        ? "none that the ledger knows"
                        : ShownTime.withAge(success.at(), now) + ": batch " + success.batchNo() + ", "
                                + Counted.of(success.events(), "event")));
        Recent recent = status.recent();
        out.println(String.format(
                Locale.ROOT,
                "rate          %.1f events/s: %s in %s within %s",
                recent.eventsPerSecond(),
                Counted.of(recent.events(), "event"),
                Counted.of(recent.batches(), "batch"),
                ShownTime.inWords(LedgerProgress.RECENT)));
    }

    private void printRelays() {
        ActiveRelay relay = status.activeRelay();
        out.println("active relay  " + (relay == null ? "none" : relay.owner() + ", fence " + relay.fence()));
        if (!status.sharedBy().isEmpty()) {
            printWrapped(
                    "shared by     ",
                    status.sharedBy().stream()
                            .map(member -> member.leads() ? member.name() + " (leads)" : member.name())
                            .collect(Collectors.joining(", ")));
        }
        String label = "clickhouse    ";
        for (Server server : status.clickhouse()) {
            out.println(label + server.words());
            label = NO_LABEL;
        }
        if (!status.clickhouse().isEmpty()) {
            out.println(label + "(seen from here; which of them serves, only the relay's health and metrics say)");
        }
        ToldOutage outage = status.outage();
        if (outage != null) {
            printWrapped(
                    "outage        ",
                    "told " + ShownTime.withAge(outage.toldAt(), now) + ", by " + outage.owner() + ", after "
                            + Counted.of(outage.attempts(), "attempt"));
        }
    }

    private void printOutbox() {
        out.println("pending       "
                + (status.pending() == null
                        ? "unknown"
                        : status.pending() + (status.pendingIsAtLeast() ? " or more" : "")));
        out.println("lag           " + status.lagInWords());
        out.println("outbox size   " + size(status.outboxBytes()));
        String label = "budgets       ";
        for (Budget budget : status.budgets()) {
            printWrapped(label, BudgetText.words(budget));
            label = NO_LABEL;
        }
        out.println("processed     " + status.processed());
        out.println("dead letters  " + status.deadLetters());
    }

    private void printBatches() {
        if (status.lastBatches().isEmpty()) {
            return;
        }
        out.println();
        Table batches = new Table("BATCH", "PLANNED", "TOOK", "EVENTS", "BYTES", "ATTEMPTS").leaveOut("BYTES");
        for (LedgerBatch batch : status.lastBatches()) {
            boolean done = batch.doneAt() != null;
            batches.row(
                    batch.batchNo(),
                    ShownTime.withAge(batch.plannedAt(), now),
                    done ? seconds(Duration.between(batch.plannedAt(), batch.doneAt())) : "under way",
                    done ? batch.rows() : "",
                    done ? batch.bytes() : "",
                    done ? batch.attempts() : "");
        }
        batches.print(out);
    }

    private void printDeadLetters() {
        if (status.lastDeadLetters().isEmpty()) {
            return;
        }
        out.println();
        Table letters = new Table("EVENT", "TYPE", "REFUSED", "BATCH", "CODE", "REASON")
                .shorten("TYPE", "REASON")
                .leaveOut("BATCH");
        for (Failure letter : status.lastDeadLetters()) {
            letters.row(
                    letter.eventId(),
                    letter.eventType(),
                    ShownTime.withAge(letter.failedAt(), now),
                    letter.batchNo(),
                    letter.code(),
                    letter.reason());
        }
        letters.print(out);
    }

    private void printWrapped(String label, String text) {
        List<String> lines = wrapped(text);
        out.println(label + lines.get(0));
        lines.stream().skip(1).forEach(line -> out.println(NO_LABEL + line));
    }

    /** Lines of a text that fit behind a label. */
    private List<String> wrapped(String text) {
        StringBuilder lines = new StringBuilder();
        int at = NO_LABEL.length();
        for (String word : text.split(" ", -1)) {
            boolean fits = at + 1 + word.length() <= out.width();
            lines.append(lines.isEmpty() ? "" : fits ? " " : "\n").append(word);
            at = (fits ? at + 1 : NO_LABEL.length()) + word.length();
        }
        return lines.toString().lines().toList();
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f s", time.toMillis() / 1e3);
    }

    static String size(long bytes) {
        return bytes < 1024 * 1024
                ? bytes / 1024 + " KiB"
                : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
    }
}
