package dev.postrider.console.deadletter;

import dev.postrider.console.answer.DeadLetterCount;
import dev.postrider.console.answer.DeadLetterGroups;
import dev.postrider.console.answer.DeadLetterGroups.Group;
import dev.postrider.console.answer.DeadLetterList;
import dev.postrider.console.answer.LettersOfEvent;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.api.Limit;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Opening;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.tools.deadletter.DeadLetter;
import dev.postrider.relay.tools.deadletter.DeadLetterContent;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.relay.tools.deadletter.DeadLetterGroup;
import dev.postrider.relay.tools.deadletter.DeadLetterGrouping;
import dev.postrider.relay.tools.deadletter.DeadLetterKey;
import dev.postrider.relay.tools.deadletter.DeadLetterPage;
import dev.postrider.relay.tools.deadletter.DeadLetters;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Dead letters by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}/dead-letters")
final class LettersApi {
    /** Letters or groups in one answer at most. */
    private static final int MOST = 500;

    private final Payloads payloads;
    private final InstantSource clock;

    LettersApi(Payloads payloads, ObjectProvider<InstantSource> clock) {
        this.payloads = payloads;
        this.clock = clock.getIfUnique(InstantSource::system);
    }

    @GetMapping
    DeadLetterList list(
            ConsoleOutbox outbox,
            LetterForm form,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "100") int limit,
            Viewer viewer)
            throws SQLException {
        DeadLetterKey from = after == null || after.isEmpty() ? null : DeadLetterKey.parse(after);
        DeadLetterPage page = new DeadLetters(outbox.dataSource())
                .list(filter(form, viewer), form.letterState(), from, Limit.within(limit, MOST));
        DeadLetterKey next = page.next();
        return new DeadLetterList(
                page.letters().stream().map(this::inList).toList(), next == null ? null : next.toString());
    }

    @GetMapping("/groups")
    DeadLetterGroups groups(
            ConsoleOutbox outbox,
            LetterForm form,
            @RequestParam(defaultValue = "reason") String by,
            @RequestParam(defaultValue = "100") int limit,
            Viewer viewer)
            throws SQLException {
        DeadLetterGrouping grouping = LettersController.grouping("by", by);
        List<DeadLetterGroup> groups = new DeadLetters(outbox.dataSource())
                .groups(filter(form, viewer), form.letterState(), grouping, Limit.within(limit, MOST) + 1);
        return DeadLetterGroups.of(
                groups.stream()
                        .map(group -> Group.of(group, grouping, shown(group, grouping)))
                        .toList(),
                limit);
    }

    private @Nullable String shown(DeadLetterGroup group, DeadLetterGrouping by) {
        String text = group.text();
        return text == null || by != DeadLetterGrouping.REASON ? text : payloads.reason(group.code(), text);
    }

    @GetMapping("/count")
    DeadLetterCount count(ConsoleOutbox outbox, LetterForm form, Viewer viewer) throws SQLException {
        return new DeadLetterCount(new DeadLetters(outbox.dataSource()).count(filter(form, viewer)));
    }

    @GetMapping("/{eventId:-?\\d+}")
    LettersOfEvent show(ConsoleOutbox outbox, @PathVariable long eventId, Viewer viewer) throws SQLException {
        List<DeadLetterContent> contents = new DeadLetters(outbox.dataSource()).show(eventId);
        if (!contents.isEmpty()) {
            payloads.noteOpened(outbox, viewer, Opening.deadLetters(eventId, contents.size()));
        }
        return new LettersOfEvent(contents.stream()
                .map(content -> new LettersOfEvent.Letter(
                        withReason(
                                content.letter(),
                                payloads.reason(
                                        content.letter().code(),
                                        content.letter().reason(),
                                        viewer)),
                        payloads.shown(content.eventContext(), viewer),
                        content.metadataVersion(),
                        content.traceParent(),
                        content.transaction()))
                .toList());
    }

    private DeadLetterFilter filter(LetterForm form, Viewer viewer) {
        DeadLetterFilter filter = form.filter(clock.instant());
        payloads.requireMayAskReason(filter.reasonContains(), viewer);
        return filter;
    }

    private DeadLetter inList(DeadLetter letter) {
        return withReason(letter, payloads.reason(letter.code(), letter.reason()));
    }

    private static DeadLetter withReason(DeadLetter letter, String reason) {
        return new DeadLetter(
                letter.eventId(),
                letter.eventDateTime(),
                letter.eventType(),
                letter.environment(),
                letter.batchNo(),
                letter.shard(),
                letter.code(),
                reason,
                letter.failedAt(),
                letter.times(),
                letter.state(),
                letter.decidedAt(),
                letter.decidedBy(),
                letter.note());
    }
}
