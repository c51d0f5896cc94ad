package dev.postrider.examples.users.api;

import java.util.Optional;

/** Numbers as clients write them. */
final class Numbers {
    private Numbers() {}

    /** The number, or empty if the text is none that a {@code long} holds. */
    static Optional<Long> parse(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
