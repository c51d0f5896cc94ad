package dev.postrider.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** The cookie of a login that was begun. */
class PendingLoginsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String LONGEST_PAGE = "/console?" + "x".repeat(1_991);

    private final PendingLogins logins = new PendingLogins("/console/login/oidc", () -> NOW);

    @Test
    void cookiesOfTheSameNameFromElsewhereAreInNobodysWay() {
        String mine = sealed(logins, "mine");

        assertThat(find("mine", "x", sealed(logins, "another"), mine, "")).isTrue();
        assertThat(find("mine", "x", sealed(logins, "another"))).isFalse();
    }

    @Test
    void anotherServerOpensNone() {
        assertThat(find("mine", sealed(new PendingLogins("/console/login/oidc", () -> NOW), "mine")))
                .isFalse();
    }

    @Test
    void whatIsNotWholeOrChangedIsNone() {
        byte[] sealed = Base64.getUrlDecoder().decode(sealed(logins, "mine"));
        for (int length = 0; length < sealed.length; length++) {
            assertThat(find("mine", encoded(Arrays.copyOf(sealed, length)))).isFalse();
        }
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] changed = sealed.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(find("mine", encoded(changed))).isFalse();
        }
    }

    @Test
    void oneWithTheLongestPageIsNoLongerThanABrowserKeeps() {
        assertThat(PendingLogins.COOKIE + "=" + sealed(logins, "s".repeat(44))).hasSizeLessThan(4_096);
    }

    @Test
    void manyAtOnceAreEachTheirOwn() {
        assertThat(IntStream.range(0, 2_000).parallel().allMatch(i -> find("" + i, sealed(logins, "" + i))))
                .isTrue();
    }

    private static String sealed(PendingLogins logins, String state) {
        MockHttpServletResponse response = new MockHttpServletResponse();
        PendingLogin login = new PendingLogin(
                NOW.plusSeconds(1),
                state,
                "n".repeat(128),
                "v".repeat(128),
                "https://ops.example.com/tools/console/login/oidc/callback",
                LONGEST_PAGE);
        logins.keep(login, new MockHttpServletRequest(), response);
        return List.of(response.getCookies()).get(0).getValue();
    }

    private boolean find(String state, String... cookies) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setCookies(Arrays.stream(cookies)
                .map(value -> new Cookie(PendingLogins.COOKIE, value))
                .toArray(Cookie[]::new));
        return logins.find(request, state)
                .filter(login -> login.to().equals(LONGEST_PAGE))
                .isPresent();
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
