package dev.postrider.examples.users.kills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that sign users up at the same time, each user until the service has confirmed it, through whatever happens to
 * the service; and that send what must leave nothing behind in between. Thread-safe.
 */
final class Crowd {
    /** The first name at which the test's database refuses to commit. */
    static final String REFUSED_AT_COMMIT = "Rolled-Back";

    private static final int TAKEN_EVERY = 25;
    private static final int INVALID_EVERY = 40;
    private static final int ROLLED_BACK_EVERY = 250;

    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final int port;
    private final int users;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger confirmed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicLong slowestMillis = new AtomicLong();

    /**
     * Starts nothing yet.
     *
     * @param port of the service, on this machine
     * @param users how many to sign up
     */
    Crowd(int port, int users) {
        this.port = port;
        this.users = users;
    }

    /** What a request came to, and how often it had to be sent for that. */
    private record Sent(int status, int attempts) {}

    /** Starts so many clients; done when all users are confirmed, or exceptionally with the first surprise. */
    CompletableFuture<Void> start(int clients) {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int number = 0; number < clients; number++) {
            running.add(CompletableFuture.runAsync(this::signUpAll, threads));
        }
        threads.shutdown();
        return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
    }

    /** Users that the service confirmed so far. */
    int confirmed() {
        return confirmed.get();
    }

    @Override
    public String toString() {
        return confirmed + " users confirmed, " + refused + " requests refused, " + unanswered
                + " without an answer, slowest answer " + slowestMillis + " ms";
    }

    private void signUpAll() {
        try (LightClient client = new LightClient(port)) {
            for (int number = next.getAndIncrement(); number < users; number = next.getAndIncrement()) {
                signUp(client, number);
                if (number % TAKEN_EVERY == 0) {
                    expect(client, 409, email(number), "Another");
                }
                if (number % INVALID_EVERY == 0) {
                    expect(client, 400, "no-email-" + number, "Nobody");
                }
                if (number % ROLLED_BACK_EVERY == 0) {
                    expect(client, 500, "rolled-back-" + number + "@example.com", REFUSED_AT_COMMIT);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String email(int number) {
        return "user-" + number + "@example.com";
    }

    private void signUp(LightClient client, int number) throws IOException {
        Sent sent = send(client, email(number), "Ann");
        // 409 to a repeated request: the attempt that was not answered had been carried out
        if (sent.status() != 201 && !(sent.status() == 409 && sent.attempts() > 1)) {
            throw new AssertionError("signing up user " + number + " was answered: " + sent);
        }
        confirmed.incrementAndGet();
    }

    private void expect(LightClient client, int expected, String email, String firstName) throws IOException {
        Sent sent = send(client, email, firstName);
        if (sent.status() != expected) {
            throw new AssertionError(email + " was answered: " + sent + " instead of " + expected);
        }
        refused.incrementAndGet();
    }

    /** Until there is an answer. */
    private Sent send(LightClient client, String email, String firstName) throws IOException {
        String user = "{\"email\":\"" + email + "\",\"first_name\":\"" + firstName + "\",\"last_name\":\"Lee\"}";
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int attempts = 1; true; attempts++) {
            long start = System.nanoTime();
            try {
                int status = client.post("/api/users", user);
                slowestMillis.accumulateAndGet((System.nanoTime() - start) / 1_000_000, Math::max);
                return new Sent(status, attempts);
            } catch (IOException noAnswer) {
                unanswered.incrementAndGet();
                if (System.nanoTime() > deadline) {
                    throw noAnswer;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
