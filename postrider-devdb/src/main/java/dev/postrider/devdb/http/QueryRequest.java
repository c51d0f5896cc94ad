package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.EngineException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request to run a statement, apart from its body.
 *
 * @param id the query's id: the client's or a new one
 * @param sql the statement's part in the URL, perhaps empty
 * @param format the format of a result whose statement names none
 * @param parameters values for {@code {name:Type}} placeholders
 */
record QueryRequest(
        String id,
        String sql,
        String format,
        Map<String, String> parameters,
        SessionOptions session,
        Transfer transfer) {
    private static final int BAD_ARGUMENTS = 36;
    private static final int NOT_IMPLEMENTED = 48;
    private static final int HTTP_LENGTH_REQUIRED = 381;
    private static final int UNSUPPORTED_MEDIA_TYPE = 779;
    private static final String PARAMETER_PREFIX = "param_";

    /** Names in the URL that are not settings. Some of them mean nothing here, but clients send them. */
    private static final Set<String> RESERVED = Set.of(
            "query",
            "database",
            "default_format",
            "query_id",
            "user",
            "password",
            "quota_key",
            "role",
            "compress",
            "decompress",
            "wait_end_of_query",
            "buffer_size",
            "stacktrace",
            "session_id",
            "session_timeout",
            "session_check",
            "close_session",
            "client_protocol_version");

    static QueryRequest of(RequestHead head, Map<String, String> url) throws EngineException {
        if (head.method().equals("POST") && !head.hasBody()) {
            throw EngineException.of(
                    HTTP_LENGTH_REQUIRED,
                    "HTTP_LENGTH_REQUIRED",
                    "The Transfer-Encoding is not chunked and there is no Content-Length header for POST request");
        }
        if (head.has("Content-Type", "multipart/form-data")) {
            throw EngineException.of(
                    NOT_IMPLEMENTED,
                    "NOT_IMPLEMENTED",
                    "This endpoint takes no form: send the statement or the data as the body itself");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        url.forEach((name, value) -> {
            if (name.startsWith(PARAMETER_PREFIX)) {
                parameters.put(name.substring(PARAMETER_PREFIX.length()), value);
            } else if (!RESERVED.contains(name)) {
                settings.put(name, value);
            }
        });
        String id = url.getOrDefault("query_id", "");
        return new QueryRequest(
                id.isEmpty() ? UUID.randomUUID().toString() : id,
                url.getOrDefault("query", ""),
                first(url.get("default_format"), head.header("X-ClickHouse-Format"), "TabSeparated"),
                parameters,
                new SessionOptions(
                        first(url.get("database"), head.header("X-ClickHouse-Database"), ""),
                        settings,
                        !head.method().equals("POST")),
                transfer(head, url));
    }

    private static Transfer transfer(RequestHead head, Map<String, String> url) throws EngineException {
        String encoding = first(head.header("Content-Encoding"), null, "identity");
        ContentCoding requestCoding = ContentCoding.named(encoding);
        if (requestCoding == null && !encoding.equalsIgnoreCase("identity")) {
            throw EngineException.of(
                    UNSUPPORTED_MEDIA_TYPE,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Unknown Content-Encoding '" + encoding + "': gzip, deflate, zstd and lz4 are known here");
        }
        return new Transfer(
                isOn(url, "decompress"),
                isOn(url, "compress"),
                requestCoding,
                isOn(url, "enable_http_compression") ? ContentCoding.preferredOf(head.header("Accept-Encoding")) : null,
                isOn(url, "wait_end_of_query") || isOn(url, "http_wait_end_of_query"));
    }

    /** The parameters of a raw query string; the last of a name wins. */
    static Map<String, String> decode(@Nullable String rawQuery) throws EngineException {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return parameters;
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!name.isEmpty()) {
                parameters.put(unescaped(name), unescaped(value));
            }
        }
        return parameters;
    }

    private static String unescaped(String text) throws EngineException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw EngineException.of(
                    BAD_ARGUMENTS, "BAD_ARGUMENTS", "The URL is not escaped as it should be: " + e.getMessage());
        }
    }

    private static boolean isOn(Map<String, String> url, String name) {
        String value = url.getOrDefault(name, "0");
        return value.equals("1") || value.equalsIgnoreCase("true");
    }

    private static String first(@Nullable String one, @Nullable String other, String otherwise) {
        if (one != null && !one.isEmpty()) {
            return one;
        }
        return other != null && !other.isEmpty() ? other : otherwise;
    }
}
