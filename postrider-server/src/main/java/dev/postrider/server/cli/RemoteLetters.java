package dev.postrider.server.cli;

import dev.postrider.console.answer.DeadLetterList;
import dev.postrider.relay.tools.deadletter.DeadLetter;
import dev.postrider.relay.tools.deadletter.DeadLetterFilter;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Dead letters as the admin API is asked for them. */
final class RemoteLetters {
    /** Letters or groups that one request gives at most. */
    static final int PAGE = 500;

    private RemoteLetters() {}

    /** A path with the conditions of a filter. */
    static RemotePath matching(String path, DeadLetterFilter filter) {
        return RemotePath.of(path)
                .with(
                        "ids",
                        filter.eventIds().isEmpty()
                                ? null
                                : filter.eventIds().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(",")))
                .with("type", filter.eventType())
                .with("environment", filter.environment())
                .with("code", filter.code())
                .with("reason", filter.reasonContains())
                .with("batch", filter.batchNo())
                .with("from", filter.failedFrom())
                .with("before", filter.failedBefore());
    }

    /** So many, in as many requests as it takes. */
    static DeadLetterList list(Remote remote, RemotePath path, @Nullable String after, int limit) {
        List<DeadLetter> letters = new ArrayList<>();
        String next = after;
        do {
            path.with("limit", Math.min(PAGE, limit - letters.size())).with("after", next);
            DeadLetterList page = remote.get(path, DeadLetterList.class);
            letters.addAll(page.deadLetters());
            next = page.next();
        } while (next != null && letters.size() < limit);
        return new DeadLetterList(letters, next);
    }
}
