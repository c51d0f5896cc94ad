package dev.postrider.relay.divide;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A part whose outcome is not known yet.
 *
 * @param suspects the group that it belongs to, if any
 */
record OpenPart(Part part, Suspects.Role role, @Nullable Suspects suspects) {
    /** What is probably good comes first, and what is judged by others last; otherwise as the rows come. */
    static final Comparator<OpenPart> ORDER = Comparator.comparingInt(OpenPart::turn)
            .thenComparingInt(open -> open.part().first())
            .thenComparingInt(open -> open.part().number());

    static OpenPart plain(Part part) {
        return new OpenPart(part, Suspects.Role.NONE, null);
    }

    boolean isPlain() {
        return suspects == null;
    }

    private int turn() {
        return switch (role) {
            case NONE -> 0;
            case GROUP, SAMPLE -> 1;
            case REST -> 2;
        };
    }
}
