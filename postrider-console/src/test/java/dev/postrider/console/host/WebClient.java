package dev.postrider.console.host;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A browser without a screen: keeps cookies, follows no redirect, fills forms in with their tokens. For one thread. */
public final class WebClient {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final List<String> setCookies = new ArrayList<>();
    private String token = "";

    /** An answer. */
    public record Answer(int status, String body, Map<String, List<String>> headers) {
        /** Where it redirects to. */
        public String location() {
            return Objects.requireNonNull(header("location"), "no redirect");
        }

        /** The first of a name; null if there is none. */
        public @Nullable String header(String name) {
            List<String> values = headers.get(name);
            return values == null ? null : values.get(0);
        }
    }

    public WebClient(String base) {
        this.base = base;
    }

    public Answer get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)));
    }

    /** As htmx asks for a part of a page. */
    public Answer getAsPart(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).header("HX-Request", "true"));
    }

    /** A form, with its token. */
    public Answer post(String path, String form) {
        return postWithoutToken(path, form + "&_csrf=" + encoded(token));
    }

    public Answer postWithoutToken(String path, String form) {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    public Answer logIn(String console, String name, String password) {
        return logIn(console, name, password, "");
    }

    /**
     * Logs in.
     *
     * @param to the page to go to
     */
    public Answer logIn(String console, String name, String password, String to) {
        get(console + "/login");
        return post(
                console + "/login",
                "username=" + encoded(name) + "&password=" + encoded(password) + "&to=" + encoded(to));
    }

    public @Nullable String cookie(String name) {
        return cookies.get(name);
    }

    public void setCookie(String name, String value) {
        cookies.put(name, value);
    }

    /** All that were set, with their attributes. */
    public List<String> cookies() {
        return setCookies;
    }

    private Answer send(HttpRequest.Builder request) {
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            response.headers().allValues("set-cookie").forEach(this::keep);
            Matcher form = TOKEN.matcher(response.body());
            if (form.find()) {
                token = form.group(1);
            }
            return new Answer(
                    response.statusCode(), response.body(), response.headers().map());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String cookie) {
        setCookies.add(cookie);
        String[] pair = cookie.split(";", 2)[0].split("=", 2);
        if (pair[1].isEmpty()) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
