package dev.postrider.relay.tools.deadletter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some dead letters, the newest first.
 *
 * @param next where the next page begins; null if this is the last
 */
public record LetterPage(List<DeadLetter> letters, @Nullable LetterKey next) {
    /** Copies the list. */
    public LetterPage {
        letters = List.copyOf(letters);
    }
}
