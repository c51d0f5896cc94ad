package dev.postrider.devdb.http;

import dev.postrider.devdb.chdb.EngineException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one user of the endpoint. The engine has no users of its own: whoever gets past this may do everything. */
record Credentials(String user, String password) {
    static final String DEFAULT_USER = "default";
    private static final int REQUIRED_PASSWORD = 194;
    private static final int AUTHENTICATION_FAILED = 516;

    /**
     * Accepts the request or throws.
     *
     * @throws EngineException the credentials are wrong, or of two kinds at once
     */
    void require(RequestHead head, Map<String, String> url) throws EngineException {
        String authorization = head.header("Authorization");
        String headerUser = head.header("X-ClickHouse-User");
        String headerKey = head.header("X-ClickHouse-Key");
        boolean inHeaders = headerUser != null || headerKey != null;
        boolean inUrl = url.containsKey("user") || url.containsKey("password");
        if (inHeaders && (inUrl || authorization != null)) {
            throw failed("Invalid authentication: it is not allowed to use X-ClickHouse HTTP headers and other"
                    + " authentication methods simultaneously");
        }
        if (inHeaders) {
            check(headerUser, headerKey);
        } else if (authorization != null) {
            checkBasic(authorization);
        } else if (inUrl || matches(DEFAULT_USER, "")) {
            check(url.get("user"), url.get("password"));
        } else {
            throw EngineException.of(
                    REQUIRED_PASSWORD,
                    "REQUIRED_PASSWORD",
                    "Password required for user " + user + ": send it as basic authentication, in X-ClickHouse-User and"
                            + " X-ClickHouse-Key, or as user and password in the URL");
        }
    }

    private void checkBasic(String authorization) throws EngineException {
        if (!authorization.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            throw failed("Invalid authentication: only the Basic scheme is known here");
        }
        String pair;
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring("basic ".length()).strip());
            pair = new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw failed("Invalid authentication: the Basic credentials are not Base64");
        }
        int colon = pair.indexOf(':');
        check(colon < 0 ? pair : pair.substring(0, colon), colon < 0 ? "" : pair.substring(colon + 1));
    }

    private void check(@Nullable String givenUser, @Nullable String givenPassword) throws EngineException {
        String name = givenUser == null || givenUser.isEmpty() ? DEFAULT_USER : givenUser;
        if (!matches(name, givenPassword == null ? "" : givenPassword)) {
            throw failed(name + ": Authentication failed: password is incorrect, or there is no user with such name");
        }
    }

    private boolean matches(String givenUser, String givenPassword) {
        return user.equals(givenUser)
                && MessageDigest.isEqual(
                        password.getBytes(StandardCharsets.UTF_8), givenPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static EngineException failed(String message) {
        return EngineException.of(AUTHENTICATION_FAILED, "AUTHENTICATION_FAILED", message);
    }
}
