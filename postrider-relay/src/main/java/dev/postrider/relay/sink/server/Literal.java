package dev.postrider.relay.sink.server;

import java.nio.charset.StandardCharsets;

/** A text as ClickHouse reads it in a statement. */
public final class Literal {
    private Literal() {}

    /** In quotes; what may break a statement or the line that it is printed on is written byte by byte. */
    public static String of(String text) {
        StringBuilder literal = new StringBuilder("'");
        text.codePoints().forEach(sign -> {
            if (sign == '\\' || sign == '\'') {
                literal.append('\\').append((char) sign);
            } else if (Character.isLetterOrDigit(sign) || (sign >= ' ' && sign < 0x7f)) {
                literal.appendCodePoint(sign);
            } else {
                for (byte part : Character.toString(sign).getBytes(StandardCharsets.UTF_8)) {
                    literal.append(String.format("\\x%02X", part));
                }
            }
        });
        return literal.append('\'').toString();
    }
}
