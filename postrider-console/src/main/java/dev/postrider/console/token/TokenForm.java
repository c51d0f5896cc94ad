package dev.postrider.console.token;

import dev.postrider.console.page.Note;
import dev.postrider.relay.tools.account.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A token that somebody wants, as it was typed: each part may be missing or empty.
 *
 * @param form which form it was: one that was shown anew is another
 * @param days how long it is valid
 */
record TokenForm(
        @Nullable String form,
        @Nullable String name,
        @Nullable String role,
        @Nullable String days,
        @Nullable String note) {

    /** What stands in a form that nobody has filled in. */
    static final String USUAL_DAYS = "30";

    String wantedName() {
        return name == null ? "" : name.strip();
    }

    /** @throws IllegalArgumentException if it is no role */
    Role wantedRole() {
        return Role.of(role == null || role.isEmpty() ? "viewer" : role);
    }

    /** @throws IllegalArgumentException if it is no number, or none that can be */
    Duration lifetime() {
        String typed = days == null || days.isBlank() ? USUAL_DAYS : days.strip();
        if (!typed.matches("[0-9]{1,3}") || typed.matches("0+") || Integer.parseInt(typed) > 366) {
            throw new IllegalArgumentException("'" + typed + "' days can't be, must be a whole number from 1 to 366");
        }
        return Duration.ofDays(Integer.parseInt(typed));
    }

    /** @throws IllegalArgumentException if none was typed */
    String why() {
        return Note.of(note == null ? "" : note);
    }

    /** @throws IllegalArgumentException if it is none that a page showed */
    String key() {
        if (form == null || !form.matches("[0-9a-f-]{36}")) {
            throw new IllegalArgumentException("The form is not one of this page: open the page again.");
        }
        return "console form " + form;
    }

    /** What was asked for. */
    byte[] content() {
        return String.join("\n", wantedName(), wantedRole().word(), lifetime().toString(), why())
                .getBytes(StandardCharsets.UTF_8);
    }
}
