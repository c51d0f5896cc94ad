package dev.postrider.console.oidc;

/** What a provider says, as people see it: on one line, with nothing that turns the rest around, and not without end. */
final class Shown {

    private Shown() {}

    /** @param longest code points that are left at most */
    static String of(String said, int longest) {
        return said.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "")
                .strip()
                .codePoints()
                .limit(longest)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
