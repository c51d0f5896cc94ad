package dev.postrider.spring.log;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes passwords out of what is printed, logged or reported. Where a text is no proper URL and it can't be told where a password
 * ends, more is taken out than the password.
 */
public final class Secrets {

    private static final String MASK = "***";
    private static final Pattern PLAIN_USER = Pattern.compile("([\\w.+-]*):.*", Pattern.DOTALL);
    /** A path is normalized so: of a file's name that was meant to be a URL. */
    private static final Pattern ONE_SLASH = Pattern.compile("^(?:[A-Za-z][\\w+.-]*:)+/");

    private static final Pattern SENSITIVE = Pattern.compile("pass|pwd|secret|token");
    private static final Pattern URL = Pattern.compile("[^\\s'\"<>(]*//[^\\s'\"<>)]+");
    private static final Pattern ASSIGNED =
            Pattern.compile("(?i)(\\b\\w*(?:password|passwd|pwd|secret|token)\\w*=)[^\\s&,;)}\"']+");

    /** What looks like a host with a port, or several: nothing that would be a password. */
    private static final Pattern HOSTS = Pattern.compile(
            "(?:[\\w.-]+|\\[[0-9A-Fa-f:.%\\w]+])?(?::\\d{1,5})?(?:,(?:[\\w.-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?)*");

    private Secrets() {}

    /** A value that is a URL, or was meant to be one. */
    public static String masked(String value) {
        int slashes = value.indexOf("//");
        Matcher oneSlash = ONE_SLASH.matcher(value);
        String scheme = slashes >= 0 ? value.substring(0, slashes + 2) : oneSlash.find() ? oneSlash.group() : "";
        String rest = value.substring(scheme.length());
        int at = rest.lastIndexOf('@');
        int query = rest.indexOf('?');
        if (query >= 0 && query < at) {
            // either may belong to a password
            return scheme + MASK;
        }
        if (at >= 0) {
            String login = scheme.endsWith("//") ? maskedLogin(rest.substring(0, at)) : MASK;
            return scheme + login + "@" + maskedParameters(rest.substring(at + 1));
        }
        String hosts = scheme.isEmpty() ? "" : rest.split("[/?#]", 2)[0];
        if (!HOSTS.matcher(hosts).matches()) {
            return scheme + hosts.split(":", 2)[0] + ":" + MASK;
        }
        return scheme + maskedParameters(rest);
    }

    /** A message in which such URLs may stand, of a driver for one. */
    public static String maskedIn(String message) {
        String withoutUrls = URL.matcher(message).replaceAll(found -> Matcher.quoteReplacement(maskedUrl(found)));
        return ASSIGNED.matcher(withoutUrls).replaceAll("$1" + Matcher.quoteReplacement(MASK));
    }

    private static String maskedUrl(MatchResult found) {
        return masked(found.group());
    }

    private static String maskedLogin(String login) {
        Matcher plain = PLAIN_USER.matcher(login);
        if (plain.matches()) {
            return plain.group(1) + ":" + MASK;
        }
        return login.matches("[\\w.+-]+") ? login : MASK;
    }

    private static String maskedParameters(String rest) {
        int query = rest.indexOf('?');
        if (query < 0) {
            return rest;
        }
        return rest.substring(0, query + 1)
                + Arrays.stream(rest.substring(query + 1).split("&", -1))
                        .map(Secrets::maskedParameter)
                        .collect(Collectors.joining("&"));
    }

    private static String maskedParameter(String parameter) {
        int equals = parameter.indexOf('=');
        if (equals < 0) {
            // perhaps what follows an ampersand in a password
            return parameter.isEmpty() ? "" : MASK;
        }
        String name = parameter.substring(0, equals);
        return SENSITIVE.matcher(decoded(name).toLowerCase(Locale.ROOT)).find() ? name + "=" + MASK : parameter;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrongEscape) {
            return name;
        }
    }
}
