package dev.postrider.examples.users.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the service's API. Thread-safe. */
public final class UsersClient {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;

    /** @param base without a path */
    public UsersClient(URI base) {
        this.base = base;
    }

    /** An answer: its status, its headers, and its body as text. */
    public record Answer(int status, Map<String, String> headers, String text) {
        /** The body as JSON. */
        public JsonNode json() {
            return JSON.readTree(text);
        }

        public String contentType() {
            return headers.getOrDefault("content-type", "");
        }
    }

    public URI base() {
        return base;
    }

    /** An email that no other test uses. */
    public static String newEmail() {
        return "user-" + UUID.randomUUID() + "@example.com";
    }

    public Answer createUser(String email, String firstName, String lastName) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("email", email);
        fields.put("first_name", firstName);
        fields.put("last_name", lastName);
        return post("/api/users", "application/json", JSON.writeValueAsString(fields));
    }

    public Answer get(String path) {
        return send(request(path).GET().build());
    }

    public Answer post(String path, String contentType, String body) {
        return send(request(path)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** A request to be finished, for what the other methods don't offer. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
    }

    /**
     * Sends it and waits for the answer.
     *
     * @throws UncheckedIOException if there is none
     */
    public Answer send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            Map<String, String> headers = new LinkedHashMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
            return new Answer(response.statusCode(), headers, response.body());
        } catch (IOException noAnswer) {
            throw new UncheckedIOException(request.uri() + " gave no answer", noAnswer);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + request.uri(), interrupted);
        }
    }
}
