package dev.postrider.spring.log;

import dev.postrider.relay.batch.OneLine;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A text of several lines of which none but the first can be taken for a line of the log. */
final class EscapedText {

    private static final String GOES_ON = System.lineSeparator() + "  | ";

    private EscapedText() {}

    static @Nullable String of(@Nullable String text) {
        return text == null
                ? null
                : text.lines()
                        .map(line -> OneLine.of(line.replace("\t", "    ")))
                        .collect(Collectors.joining(GOES_ON));
    }
}
