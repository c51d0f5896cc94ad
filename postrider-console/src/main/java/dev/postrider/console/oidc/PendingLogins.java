package dev.postrider.console.oidc;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.crypto.encrypt.AesGcmBytesEncryptor;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * Keeps a login that was begun in a cookie of the browser that began it, so that strangers get no session and fill no memory. It is
 * sealed with a key of this process: who reads the cookie learns nothing, and a login goes on at the server where it began, as the session
 * does. Thread-safe.
 */
final class PendingLogins {
    static final String COOKIE = "POSTRIDER-CONSOLE-OIDC";

    /** So long somebody may take to log in at the provider. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int KEY_BYTES = 32;
    /** Of a sealed text, the least: what is random in it, and what proves it. Of less the cipher throws what no caller expects. */
    private static final int SHORTEST = 16 + 16;

    private final String place;
    private final InstantSource clock;
    private final BytesEncryptor seal = AesGcmBytesEncryptor.withSecretKey(
                    new SecretKeySpec(KeyGenerators.secureRandom(KEY_BYTES).generateKey(), "AES"))
            .build();

    /** @param place of the login, below which the cookie is sent */
    PendingLogins(String place, InstantSource clock) {
        this.place = place;
        this.clock = clock;
    }

    void keep(PendingLogin login, HttpServletRequest request, HttpServletResponse response) {
        byte[] sealed = seal.encrypt(login.toText().getBytes(StandardCharsets.UTF_8));
        set(Base64.getUrlEncoder().withoutPadding().encodeToString(sealed), LONGEST, request, response);
    }

    /**
     * The one of a state that this browser began, unless it has taken too long. Of several cookies any may be it: others of the host, and
     * of hosts above it, can set one too.
     */
    Optional<PendingLogin> find(HttpServletRequest request, @Nullable String state) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(Cookie::getValue)
                .flatMap(value -> opened(value).stream())
                .filter(login -> login.state().equals(state) && clock.instant().isBefore(login.until()))
                .findFirst();
    }

    /** It has come to an end, one way or another. */
    void forget(HttpServletRequest request, HttpServletResponse response) {
        set("", Duration.ZERO, request, response);
    }

    private Optional<PendingLogin> opened(String value) {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(value);
            return sealed.length < SHORTEST
                    ? Optional.empty()
                    : PendingLogin.read(new String(seal.decrypt(sealed), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | IllegalStateException notSealedHere) {
            return Optional.empty();
        }
    }

    private void set(String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(COOKIE, value)
                .path(request.getContextPath() + place)
                .maxAge(age)
                .httpOnly(true)
                .secure(request.isSecure())
                // not Strict: the provider's answer comes from another site
                .sameSite("Lax")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
