package dev.postrider.devdb;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** What {@code curl} does: requests to one endpoint, answers as they come. */
record Http(URI endpoint) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** A POST; the names and values of the URL in pairs. */
    HttpResponse<String> post(String body, String... url) throws IOException, InterruptedException {
        return send(request(url).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String... url) throws IOException, InterruptedException {
        return send(request(url).GET());
    }

    /** The text of a statement's result, without its last line break. */
    String query(String sql, String... url) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(sql, url);
        if (answer.statusCode() != 200) {
            throw new AssertionError(sql + " → " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().stripTrailing();
    }

    HttpRequest.Builder request(String... url) {
        StringBuilder query = new StringBuilder("/?");
        for (int i = 0; i < url.length; i += 2) {
            query.append(i == 0 ? "" : "&").append(encode(url[i])).append('=').append(encode(url[i + 1]));
        }
        return HttpRequest.newBuilder(endpoint.resolve(query.toString()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    static HttpResponse<byte[]> sendForBytes(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }
}
