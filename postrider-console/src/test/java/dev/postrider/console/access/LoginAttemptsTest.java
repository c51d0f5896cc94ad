package dev.postrider.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class LoginAttemptsTest {
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private final LoginAttempts attempts = new LoginAttempts(() -> now);

    @Test
    void blanksAroundANameMakeNoOtherNameOfIt() throws Exception {
        LoginThrottle throttle = new LoginThrottle(new LoginAttempts(() -> now), "/console");
        for (int attempt = 0; attempt < LoginAttempts.FREE; attempt++) {
            assertThat(attemptIsMade(throttle, "10.0.0." + attempt, "ada" + " ".repeat(attempt)))
                    .isTrue();
        }

        assertThat(attemptIsMade(throttle, "10.0.0.99", " ada\0")).isFalse();
        assertThat(attemptIsMade(throttle, "10.0.0.99", "bob")).isTrue();
    }

    private static boolean attemptIsMade(LoginThrottle throttle, String address, String name) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/console/login");
        request.setServletPath("/console/login");
        request.setRemoteAddr(address);
        request.setParameter("username", name);
        MockFilterChain chain = new MockFilterChain();
        throttle.doFilter(request, new MockHttpServletResponse(), chain);
        return chain.getRequest() != null;
    }

    @Test
    void theFirstFewFailAtOnceAndEachLaterOneWaitsLongerUpToALimit() {
        assertThat(IntStream.range(0, LoginAttempts.FREE).mapToObj(number -> attempt("a", "operator")))
                .containsOnly(Duration.ZERO);
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            assertThat(attempt("a", "operator")).isEqualTo(Duration.ofSeconds(seconds));
            now = now.plusSeconds(seconds);
            assertThat(attempt("a", "operator")).isZero();
        }
    }

    @Test
    void manyAddressesThatTryOneNameWaitAndSoDoesOneAddressThatTriesManyNames() {
        IntStream.range(0, LoginAttempts.FREE).forEach(number -> attempt("address " + number, "operator"));
        assertThat(attempt("another address", "operator")).isPositive();
        assertThat(attempt("another address", "another name")).isZero();

        IntStream.range(0, LoginAttempts.FREE).forEach(number -> attempt("b", "name " + number));
        assertThat(attempt("b", "another name")).isPositive();
    }

    @Test
    void strangersDoNotLockOutWhoHasLoggedInFromThereBefore() {
        attempt("office", "ada");
        attempts.succeeded("office", "ada");
        IntStream.range(0, 100).forEach(number -> attempt("stranger " + number, "ada"));

        assertThat(attempt("stranger", "ada")).isPositive();
        assertThat(attempt("office", "ada")).isZero();
        IntStream.range(0, LoginAttempts.FREE).forEach(number -> attempt("office", "ada"));
        assertThat(attempt("office", "ada")).isPositive();
    }

    @Test
    void manyAttemptsAtOnceWinNothing() {
        assertThat(IntStream.range(0, 200)
                        .parallel()
                        .filter(number -> attempts.begin("a", "operator").isZero())
                        .count())
                .isEqualTo(LoginAttempts.FREE);
    }

    @Test
    void whoLoggedInOrStayedAwayForAWhileBeginsAnew() {
        IntStream.range(0, LoginAttempts.FREE).forEach(number -> attempt("a", "operator"));
        attempts.succeeded("a", "operator");
        assertThat(attempt("a", "operator")).isZero();

        IntStream.range(0, LoginAttempts.FREE).forEach(number -> attempt("a", "operator"));
        assertThat(attempt("a", "operator")).isPositive();
        now = now.plus(Duration.ofMinutes(16));
        assertThat(attempt("a", "operator")).isZero();
    }

    @Test
    void namesAndAddressesThatNobodyHeardOfTakeALimitedRoom() {
        String long1 = "x".repeat(10_000);
        for (int number = 0; number < 10 * LoginAttempts.REMEMBERED; number++) {
            attempts.begin("address " + number, number + long1);
        }
        assertThat(attempts)
                .extracting("ofAddresses")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .hasSize(LoginAttempts.REMEMBERED);
        assertThat(attempts)
                .extracting("ofNames")
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .hasSize(LoginAttempts.REMEMBERED)
                .allSatisfy((name, series) -> assertThat((String) name).hasSizeLessThan(100));
    }

    private Duration attempt(String address, String name) {
        return attempts.begin(address, name);
    }
}
