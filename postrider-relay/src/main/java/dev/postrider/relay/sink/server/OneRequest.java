package dev.postrider.relay.sink.server;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.internal.HttpAPIClientHelper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP client inside ClickHouse's client, so that one attempt is one request and each error says what the server said.
 *
 * <p>Left alone, it sends a request again by itself after 429 and 503; ClickHouse's client finds the text of an error only where
 * that begins with {@code DB::Exception} (a file that can't be opened is a {@code DB::ErrnoException}, a lost shard a {@code
 * DB::NetException}); and it takes a proxy's 502 or 503 for a connection that was never made. The client has no setting for any
 * of this.
 */
final class OneRequest extends CloseableHttpClient {
    private static final Logger log = LoggerFactory.getLogger(OneRequest.class);

    private static final String EXCEPTION_CODE = "X-ClickHouse-Exception-Code";
    private static final int OK = 200;
    private static final int LONGEST_ERROR = 256 * 1024;
    private static final int LONGEST_PROXY_TEXT = 200;

    private final CloseableHttpClient http;

    private OneRequest(CloseableHttpClient http) {
        this.http = http;
    }

    /** An answer that is not ClickHouse's, but of something between. */
    static final class ForeignAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String said;

        private ForeignAnswerException(int status, String asked, String text) {
            super("HTTP " + status + " at " + asked + (text.isEmpty() ? "" : ": " + text));
            this.status = status;
            this.said = String.valueOf(getMessage());
        }

        /** The HTTP state. */
        int status() {
            return status;
        }

        /** The HTTP state, the address that was asked, and how the answer begins. */
        String said() {
            return said;
        }
    }

    /** The same client, which from now on works so. A client that is built otherwise stays as it is. */
    static Client in(Client client) {
        try {
            Object helper = field(Client.class, "httpClientHelper").get(client);
            Field http = field(HttpAPIClientHelper.class, "httpClient");
            http.set(helper, new OneRequest((CloseableHttpClient) http.get(helper)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.atWarn()
                    .setCause(e)
                    .log("this version of ClickHouse's client may send a request twice, and hide errors");
        }
        return client;
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    @Override
    protected CloseableHttpResponse doExecute(
            @Nullable HttpHost target, ClassicHttpRequest request, @Nullable HttpContext context) throws IOException {
        HttpEntity body = request.getEntity();
        if (body != null) {
            request.setEntity(new SentOnce(body));
        }
        ClassicHttpResponse response = http.executeOpen(target, request, context);
        try {
            Header code = response.getFirstHeader(EXCEPTION_CODE);
            if (code != null) {
                response.setEntity(readable(code.getValue(), response));
            } else if (response.getCode() != OK) {
                throw new ForeignAnswerException(response.getCode(), address(request), beginning(response));
            }
            return CloseableHttpResponse.adapt(response);
        } catch (IOException | RuntimeException e) {
            response.close();
            throw e;
        }
    }

    /** Without the query. */
    private static String address(ClassicHttpRequest request) {
        return request.getScheme() + "://" + request.getAuthority()
                + request.getPath().replaceFirst("\\?.*", "");
    }

    private static HttpEntity readable(String code, ClassicHttpResponse response) throws IOException {
        byte[] said = EntityUtils.toByteArray(response.getEntity(), LONGEST_ERROR);
        byte[] text = said == null ? new byte[0] : said;
        return new ByteArrayEntity(
                ServerText.of(code, new String(text, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8),
                ContentType.TEXT_PLAIN);
    }

    private static String beginning(ClassicHttpResponse response) throws IOException {
        byte[] said = response.getEntity() == null
                ? null
                : EntityUtils.toByteArray(response.getEntity(), LONGEST_PROXY_TEXT * 4);
        String text = said == null
                ? ""
                : new String(said, StandardCharsets.UTF_8)
                        .replaceAll("\\s+", " ")
                        .strip();
        return text.length() > LONGEST_PROXY_TEXT ? text.substring(0, LONGEST_PROXY_TEXT) + "…" : text;
    }

    @Override
    public void close(CloseMode mode) {
        http.close(mode);
    }

    @Override
    public void close() throws IOException {
        http.close();
    }

    /** The HTTP client repeats only what says that it can be repeated. */
    private static final class SentOnce extends HttpEntityWrapper {
        private SentOnce(HttpEntity body) {
            super(body);
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }
    }
}
