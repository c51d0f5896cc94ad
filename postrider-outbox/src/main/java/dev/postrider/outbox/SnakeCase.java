package dev.postrider.outbox;

import java.util.Locale;
import tools.jackson.databind.PropertyNamingStrategies;

/**
 * The one rule by which Java's names become names in the event log: a word begins at a capital that follows a small
 * letter or a digit, and at the last capital of a row of them that a small letter follows. {@code UserCreated} is
 * {@code user_created}, {@code HTTPRequestSent} is {@code http_request_sent}, {@code InvoiceV2Sent} is
 * {@code invoice_v2_sent}.
 */
final class SnakeCase extends PropertyNamingStrategies.NamingBase {

    private static final long serialVersionUID = 1L;

    static String of(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (i > 0 && Character.isUpperCase(c)) {
                char before = name.charAt(i - 1);
                boolean endsWord = Character.isLowerCase(before) || Character.isDigit(before);
                boolean endsAcronym = Character.isUpperCase(before)
                        && i + 1 < name.length()
                        && Character.isLowerCase(name.charAt(i + 1));
                if (endsWord || endsAcronym) {
                    snake.append('_');
                }
            }
            snake.append(c);
        }
        return snake.toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public String translate(String name) {
        return of(name);
    }
}
