package dev.postrider.server.cli.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an admin API is.
 *
 * @param base its URL, without a slash at the end
 */
public record RemoteAddress(URI base) {
    private static final String API = "/api/v1";
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[(0*:)+0*1]");

    /**
     * Reads an address.
     *
     * @param name what it is called where it was given, for errors
     * @param text the server's address, at which the API is at {@code /api/v1}, or the API's own
     * @param mayBePlain whether {@code http} may lead to another machine, where everybody on the way can read the token
     * @throws RemoteFailure if it can't be used: its value, what it must be and what can be done
     */
    public static RemoteAddress of(String name, String text, boolean mayBePlain) {
        URI uri = parsed(name, text.strip());
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw refused(name, text, "must begin with https:// (or http:// on this machine)");
        }
        if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
            throw refused(name, text, "must have a host, as https://postrider.example.com");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(name, text, "must end before ? and #: it is where the server is, or its /api/v1");
        }
        if (scheme.equals("http") && !mayBePlain && !isLoopback(uri.getHost())) {
            throw refused(
                    name,
                    text,
                    "must be https, as everybody on the way could read the token; POSTRIDER_PLAIN_HTTP=true lets http"
                            + " lead to another machine");
        }
        String path = uri.getRawPath().replaceAll("/+$", "");
        return new RemoteAddress(URI.create(scheme + "://" + uri.getRawAuthority() + (path.isEmpty() ? API : path)));
    }

    private static URI parsed(String name, String text) {
        // a password in it is not repeated
        if (text.matches("[^/]*//[^/?#]*@.*")) {
            throw refused(
                    name,
                    text.replaceFirst("//[^/?#]*@", "//***@"),
                    "must have no user and no password; the token is in POSTRIDER_TOKEN or a file");
        }
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw refused(name, text, "must be like https://postrider.example.com");
        }
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    private static RemoteFailure refused(String name, String text, String must) {
        return new RemoteFailure(RemoteFailure.Kind.WRONG_USAGE, name + " is '" + text + "', " + must, null);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
