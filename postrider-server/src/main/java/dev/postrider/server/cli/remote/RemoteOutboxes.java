package dev.postrider.server.cli.remote;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outboxes of a server.
 *
 * @param outboxes null if it was no Postrider that answered
 */
record RemoteOutboxes(@Nullable List<One> outboxes) {

    /** One of them. */
    record One(@Nullable String name) {}
}
