package dev.postrider.relay.tools.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some dead letters, the newest first.
 *
 * @param next where the next page begins; null if this is the last
 */
public record DeadLetterPage(
        List<DeadLetter> letters, @Nullable DeadLetterKey next) {
    /** Copies the list. */
    public DeadLetterPage {
        letters = List.copyOf(letters);
    }
}
