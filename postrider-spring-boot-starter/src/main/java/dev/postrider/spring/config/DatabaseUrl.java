package dev.postrider.spring.config;

import dev.postrider.spring.log.Secrets;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A database's address as twelve-factor applications write it, {@code postgres://user:password@host:port/database?parameters},
 * taken apart into what JDBC wants.
 *
 * @param jdbcUrl without user and password
 * @param user decoded; null if the URL names none
 * @param password decoded; null if the URL names none
 */
record DatabaseUrl(
        String jdbcUrl, @Nullable String user, @Nullable String password) {

    private static final String JDBC = "jdbc:postgresql:";
    private static final Pattern URL = Pattern.compile(
            "postgres(?:ql)?://(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]*)(?:/(?<database>[^/?#]*))?(?:\\?(?<parameters>[^#]*))?");
    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(?<port>[0-9]{1,5}))?");
    /** How the driver's URL would have to be written to hold a login, which it can't. */
    private static final Pattern JDBC_LOGIN = Pattern.compile("jdbc:postgresql:[^?]*@.*", Pattern.DOTALL);

    /** Parameters that libpq and the JDBC driver call by different names. */
    private static final Map<String, String> DRIVER_NAMES =
            Map.of("application_name", "ApplicationName", "connect_timeout", "connectTimeout");

    @Override
    public String toString() {
        return "DatabaseUrl[" + Secrets.masked(jdbcUrl) + ", user=" + user + "]";
    }

    /**
     * Takes the text apart.
     *
     * @throws IllegalArgumentException if it can't be used; the message says what it has to be, and holds no part of the text
     *     but its port
     */
    static DatabaseUrl parse(String text) {
        if (text.startsWith(JDBC)) {
            return new DatabaseUrl(checkedJdbc(text), null, null);
        }
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new IllegalArgumentException(
                    "a URL of the form postgres://user:password@host:port/database?parameters or jdbc:postgresql:…,"
                            + " with / ? # and @ in user and password percent-encoded");
        }
        String database = decode(url.group("database"));
        if (database == null || database.isEmpty()) {
            throw new IllegalArgumentException(
                    "a URL that names the database, postgres://user:password@host:port/database");
        }
        String jdbcUrl =
                JDBC + "//" + hosts(url.group("hosts")) + "/" + encode(database) + parameters(url.group("parameters"));
        checkedJdbc(jdbcUrl);
        String login = url.group("login");
        if (login == null) {
            return new DatabaseUrl(jdbcUrl, null, null);
        }
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        String password = colon < 0 ? null : login.substring(colon + 1);
        return new DatabaseUrl(jdbcUrl, decode(user), decode(password));
    }

    /**
     * As it is.
     *
     * @throws IllegalArgumentException if the driver would refuse it, or take the login for a part of the host
     */
    static String checkedJdbc(String url) {
        if (JDBC_LOGIN.matcher(url).matches()) {
            throw new IllegalArgumentException(
                    "a URL of the form jdbc:postgresql://host:port/database?user=…&password=…, in which"
                            + " user and password are parameters, or postgres://user:password@host:port/database");
        }
        if (Driver.parseURL(url, null) == null) {
            throw new IllegalArgumentException(
                    "a URL of the form jdbc:postgresql://host:port/database?parameters, with every %"
                            + " before two hexadecimal digits");
        }
        return url;
    }

    private static String hosts(String hosts) {
        for (String host : hosts.split(",", -1)) {
            Matcher form = HOST.matcher(host);
            if (!form.matches()) {
                throw new IllegalArgumentException("a URL with a host, postgres://user:password@host:port/database");
            }
            String port = form.group("port");
            if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535)) {
                throw new IllegalArgumentException("a URL with a port of 1 to 65535, not " + port);
            }
        }
        return hosts;
    }

    private static String parameters(@Nullable String parameters) {
        if (parameters == null || parameters.isEmpty()) {
            return "";
        }
        List<String> forDriver = new ArrayList<>();
        for (String parameter : parameters.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("a URL whose parameters have the form name=value&name=value");
            }
            String name = parameter.substring(0, equals);
            forDriver.add(DRIVER_NAMES.getOrDefault(name, name) + parameter.substring(equals));
        }
        return "?" + String.join("&", forDriver);
    }

    private static @Nullable String decode(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            // a plus sign stands for itself here: this is no form
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // not as the cause: its message holds part of what may be the password
            throw new IllegalArgumentException("a URL in which every % stands before two hexadecimal digits");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
