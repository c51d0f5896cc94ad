package dev.postrider.console.access;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where a login leads to. Nobody is sent anywhere but into the console by a link that somebody made up. Immutable. */
public final class ReturnPage {
    private static final int LONGEST = 2_000;

    private final String path;

    /** @param path below which the console is */
    public ReturnPage(String path) {
        this.path = path;
    }

    /** The page that was asked for, without the context path; the console's first page if it is none of the console's. */
    public String of(@Nullable String to) {
        return to != null && isOfConsole(to) ? to : path;
    }

    /** As the end of a query that has something before it; empty if it is no page of the console. */
    public String parameter(@Nullable String to) {
        return to != null && isOfConsole(to) ? "&to=" + URLEncoder.encode(to, StandardCharsets.UTF_8) : "";
    }

    private boolean isOfConsole(String to) {
        return to.length() <= LONGEST
                && (to.equals(path) || to.startsWith(path + "/") || to.startsWith(path + "?"))
                && to.matches("/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*")
                && !to.contains("//")
                && !to.replaceAll("(?i)%2e", ".").contains("/..");
    }
}
