package dev.postrider.console.oidc;

import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/** How a provider is asked: within a time limit, and nowhere else than where it said. */
final class TimeLimitedHttp {
    /** For one answer, from the connection on. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private TimeLimitedHttp() {}

    static ClientHttpRequestFactory requests() {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .connectTimeout(LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
        requests.setReadTimeout(LIMIT);
        return requests;
    }
}
