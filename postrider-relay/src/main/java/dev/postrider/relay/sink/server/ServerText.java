package dev.postrider.relay.sink.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a ClickHouse server says about an error, in the one form that its client reads. */
final class ServerText {
    /** {@code Code: 76. DB::ErrnoException: …}, and from old servers {@code Code: 115, e.displayText() = DB::Exception: …}. */
    private static final Pattern BEGINNING =
            Pattern.compile("\\s*Code: \\d+[.,] (?:e\\.displayText\\(\\) = )?[A-Za-z:]*Exception: ");

    private ServerText() {}

    /**
     * The text after {@code Code: N. DB::Exception: }.
     *
     * @param code the error's number, as the header has it
     */
    static String of(String code, String said) {
        if (said.isBlank()) {
            return said;
        }
        Matcher beginning = BEGINNING.matcher(said);
        return "Code: " + code + ". DB::Exception: "
                + (beginning.lookingAt() ? said.substring(beginning.end()) : said.strip());
    }
}
