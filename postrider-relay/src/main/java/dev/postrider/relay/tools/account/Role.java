package dev.postrider.relay.tools.account;

import java.util.Locale;

/** What somebody may do in the console. */
public enum Role {
    /** See everything, change nothing. */
    VIEWER,
    /** See and change everything. */
    OPERATOR;

    /** As it is stored and typed: {@code viewer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of a word.
     *
     * @throws IllegalArgumentException if there is no such role
     */
    public static Role of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no role, must be viewer or operator");
    }
}
