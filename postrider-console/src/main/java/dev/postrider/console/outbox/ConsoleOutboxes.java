package dev.postrider.console.outbox;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All outboxes that the console shows, at least one. Immutable. */
public final class ConsoleOutboxes {
    private final List<ConsoleOutbox> all;

    /** Copies the list. */
    public ConsoleOutboxes(List<ConsoleOutbox> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a console shows at least one outbox");
        }
        this.all = List.copyOf(all);
    }

    /** All of them, in their order. */
    public List<ConsoleOutbox> all() {
        return all;
    }

    /** Whether there are several. */
    public boolean isFleet() {
        return all.size() > 1;
    }

    /** The one of a name; the first if none is given. Empty if there is none of that name. */
    public Optional<ConsoleOutbox> named(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return Optional.of(first());
        }
        return all.stream().filter(outbox -> outbox.name().equals(name)).findFirst();
    }

    /** The one whose database has the accounts of the console. */
    public ConsoleOutbox first() {
        return all.get(0);
    }
}
