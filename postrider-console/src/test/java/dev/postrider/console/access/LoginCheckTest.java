package dev.postrider.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.tools.account.Account;
import dev.postrider.relay.tools.account.Role;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

class LoginCheckTest {
    private volatile Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private volatile AccountLookup accounts = name -> account(Instant.EPOCH);
    private final LoginCheck check = new LoginCheck(name -> accounts.find(name), Duration.ofHours(12), () -> now);
    private final AccountUser ada = new AccountUser(account(Instant.EPOCH).orElseThrow(), now);

    @Test
    void whileTheDatabaseIsSlowOneRequestAsksAndTheOthersGoOn() throws Exception {
        assertThat(isLoggedIn(ada)).isTrue();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        accounts = name -> {
            asked.countDown();
            try {
                answers.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            throw new SQLException("it is away");
        };
        later();
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> isLoggedIn(ada));
        asked.await();

        assertThat(isLoggedIn(ada)).isTrue();
        later();
        answers.countDown();
        assertThat(first.join()).isTrue();
        accounts = name -> {
            throw new AssertionError("it was asked a moment ago");
        };
        assertThat(isLoggedIn(ada)).isTrue();
    }

    @Test
    void aRemovedAccountStaysRemovedWhileTheDatabaseIsAway() {
        assertThat(isLoggedIn(ada)).isTrue();
        accounts = name -> Optional.empty();
        later();
        assertThat(isLoggedIn(ada)).isFalse();

        accounts = name -> {
            throw new SQLException("it is away");
        };
        later();
        assertThat(isLoggedIn(ada)).isFalse();
    }

    @Test
    void whoLogsInWithANewPasswordIsLoggedInAtOnce() {
        assertThat(isLoggedIn(ada)).isTrue();
        now = now.plusSeconds(1);
        accounts = name -> account(now);

        assertThat(isLoggedIn(new AccountUser(account(now).orElseThrow(), now))).isTrue();
        assertThat(isLoggedIn(ada)).isFalse();
    }

    @Test
    void whomAProviderHasLoggedInHasNoAccountAndIsInForTheTimeOfALogin() {
        ProvidedUser eve = new ProvidedUser("eve", "subject", Role.OPERATOR, now);
        accounts = name -> {
            throw new AssertionError("no account is asked for");
        };
        assertThat(isLoggedIn(eve)).isTrue();
        now = now.plus(Duration.ofHours(12));
        assertThat(isLoggedIn(eve)).isTrue();
        later();
        assertThat(isLoggedIn(eve)).isFalse();
    }

    private void later() {
        now = now.plus(LoginCheck.REMEMBERED).plusSeconds(1);
    }

    private boolean isLoggedIn(ConsoleUser user) {
        SecurityContextHolder.getContext()
                .setAuthentication(
                        UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities()));
        try {
            check.doFilter(new MockHttpServletRequest(), new MockHttpServletResponse(), new MockFilterChain());
            return SecurityContextHolder.getContext().getAuthentication() != null;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private static Optional<Account> account(Instant changedAt) {
        return Optional.of(new Account("ada", Role.OPERATOR, "{noop}", changedAt));
    }
}
