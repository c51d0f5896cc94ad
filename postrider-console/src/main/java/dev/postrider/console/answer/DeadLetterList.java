package dev.postrider.console.answer;

import dev.postrider.relay.tools.deadletter.DeadLetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters, the newest first.
 *
 * @param next goes on behind them, as {@code after}; null at the end
 */
public record DeadLetterList(
        List<DeadLetter> deadLetters, @Nullable String next) implements Answer {}
