package dev.postrider.console.host;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the admin API. Immutable. */
public final class ApiClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String base;
    private final @Nullable String token;
    private final @Nullable String key;

    private ApiClient(String base, @Nullable String token, @Nullable String key) {
        this.base = base;
        this.token = token;
        this.key = key;
    }

    /** Of somebody with a token; null for a stranger. */
    public static ApiClient of(Host host, @Nullable String token) {
        return new ApiClient(host.base() + Host.API, token, null);
    }

    /** An answer. */
    public record Answer(int status, String body, String type, boolean isReplayed, boolean setsCookie) {
        /** It, read. */
        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        /** What its problem says. */
        public String detail() {
            return json().get("detail").asString();
        }
    }

    /** The same, whose changes have a key. */
    public ApiClient withKey(String idempotencyKey) {
        return new ApiClient(base, token, idempotencyKey);
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    /** With a body of JSON. */
    public Answer post(String path, String json) {
        return send("POST", path, json);
    }

    public Answer send(String method, String path, @Nullable String json) {
        List<String> headers = new ArrayList<>(List.of("Accept", "application/json"));
        if (token != null) {
            headers.addAll(List.of("Authorization", "Bearer " + token));
        }
        if (key != null) {
            headers.addAll(List.of("Idempotency-Key", key));
        }
        if (json != null) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .headers(headers.toArray(String[]::new))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(),
                    answer.body(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.headers().firstValue("Idempotency-Replayed").isPresent(),
                    answer.headers().firstValue("Set-Cookie").isPresent());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
