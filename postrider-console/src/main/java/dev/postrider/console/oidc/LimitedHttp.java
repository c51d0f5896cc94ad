package dev.postrider.console.oidc;

import com.nimbusds.jose.util.BoundedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/** How a provider is asked: within limits of time and size, and nowhere else than where it said. */
final class LimitedHttp {
    /** For one answer, from the connection to its last byte. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    /** Of one answer, in bytes; a provider's are some thousand. */
    static final int LONGEST = 1_000_000;

    private LimitedHttp() {}

    static ClientHttpRequestFactory requests() {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .connectTimeout(LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
        requests.setReadTimeout(LIMIT);
        return new InterceptingClientHttpRequestFactory(
                requests, List.of((request, body, next) -> new Answer(next.execute(request, body))));
    }

    /** Of which no more is read than the limit: it is kept whole in memory, which is the relay's too. */
    private record Answer(ClientHttpResponse all) implements ClientHttpResponse {
        @Override
        public InputStream getBody() throws IOException {
            return new BoundedInputStream(all.getBody(), LONGEST);
        }

        @Override
        public HttpStatusCode getStatusCode() throws IOException {
            return all.getStatusCode();
        }

        @Override
        public String getStatusText() throws IOException {
            return all.getStatusText();
        }

        @Override
        public HttpHeaders getHeaders() {
            return all.getHeaders();
        }

        @Override
        public void close() {
            all.close();
        }
    }
}
