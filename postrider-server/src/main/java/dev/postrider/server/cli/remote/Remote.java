package dev.postrider.server.cli.remote;

import dev.postrider.console.answer.AnswerJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The admin API of one server. The token goes to its address alone: no redirect is followed. A connection that breaks off is made again; a
 * change has a key, and so is done once however often it is sent. One thread.
 */
public final class Remote {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final RemotePath OUTBOXES = RemotePath.of("/outboxes");
    private static final Duration PAUSE = Duration.ofMillis(300);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    private final RemoteAddress address;
    private final RemoteToken token;
    private final Duration timeout;
    private final @Nullable String outbox;
    private final boolean patient;
    /** Whether a connection was ever made: then one that fails may be a server that starts again. */
    private boolean wasThere;

    /**
     * Connects to nothing yet.
     *
     * @param outbox its name; null where there is only one
     * @param timeout for one answer, and for a server that goes away meanwhile to be back
     */
    public Remote(RemoteAddress address, RemoteToken token, @Nullable String outbox, Duration timeout) {
        this(address, token, outbox, timeout, true);
    }

    private Remote(
            RemoteAddress address, RemoteToken token, @Nullable String outbox, Duration timeout, boolean patient) {
        this.address = address;
        this.token = token;
        this.outbox = outbox;
        this.timeout = timeout;
        this.patient = patient;
    }

    /** The same for somebody who asks again anyway: what fails, fails at once. */
    public Remote impatient() {
        return new Remote(address, token, outbox, timeout, false);
    }

    /** Where it is. */
    public RemoteAddress address() {
        return address;
    }

    /**
     * Makes sure which outbox is meant.
     *
     * @throws RemoteFailure if the server has several and none is named, or has none of the name: which there are
     */
    public void requireOneOutbox() {
        List<RemoteOutboxes.One> all = get(OUTBOXES, RemoteOutboxes.class).outboxes();
        if (all == null || all.isEmpty()) {
            throw RemoteProblem.notOurs(address, null);
        }
        List<String> names =
                all.stream().map(each -> String.valueOf(each.name())).sorted().toList();
        if (outbox == null ? names.size() > 1 : !names.contains(outbox)) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.WRONG_USAGE,
                    (outbox == null
                                    ? address + " has " + names.size() + " outboxes, and this command works on one"
                                    : "--outbox is '" + outbox + "', which " + address + " does not have")
                            + ": --outbox=" + String.join(", --outbox=", names),
                    null);
        }
    }

    /** Asks for something. */
    public <T> T get(RemotePath path, Class<T> type) {
        return read(send("GET", path, null, null), type);
    }

    /** Asks for something that may not be there. */
    public <T> Optional<T> find(RemotePath path, Class<T> type) {
        try {
            return Optional.of(get(path, type));
        } catch (RemoteFailure e) {
            if (e.kind() == RemoteFailure.Kind.NOT_THERE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Changes something, once.
     *
     * @param body what is written as JSON; null for none
     */
    public <T> T change(String method, RemotePath path, @Nullable Object body, Class<T> type) {
        return read(send(method, path, body, "command-" + UUID.randomUUID()), type);
    }

    private <T> T read(HttpResponse<String> answer, Class<T> type) {
        if (answer.statusCode() != 200) {
            throw RemoteProblem.failure(address, answer);
        }
        T read;
        try {
            read = AnswerJson.read(answer.body(), type);
        } catch (JacksonException e) {
            throw RemoteProblem.notOurs(address, e);
        }
        if (read == null) {
            throw RemoteProblem.notOurs(address, null);
        }
        return read;
    }

    private HttpResponse<String> send(String method, RemotePath path, @Nullable Object body, @Nullable String key) {
        long end = System.nanoTime() + timeout.toNanos();
        HttpRequest request = request(method, path, body, key);
        while (true) {
            try {
                HttpResponse<String> answer = once(request, end);
                wasThere = true;
                if (key == null || !RemoteProblem.isUnderWay(answer) || isOver(end)) {
                    return answer;
                }
            } catch (ConnectException | HttpConnectTimeoutException e) {
                if (!patient || !wasThere || isOver(end)) {
                    throw noAnswer("can't be reached: " + reason(e), key, e);
                }
            } catch (TimeoutException e) {
                throw noAnswer("does not answer within " + timeout.toSeconds() + " s (--timeout)", key, e);
            } catch (SSLException e) {
                throw noAnswer("can't be trusted: " + reason(e), key, e);
            } catch (IOException e) {
                boolean isWorthIt = patient && (wasThere || key != null);
                wasThere = true;
                if (!isWorthIt || isOver(end)) {
                    throw noAnswer("breaks the connection off: " + reason(e), key, e);
                }
            }
            pause();
        }
    }

    private HttpRequest request(String method, RemotePath path, @Nullable Object body, @Nullable String key) {
        String where = path.equals(OUTBOXES)
                ? path.toString()
                : path.with("outbox", outbox).toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address.base() + where))
                .header("Authorization", token.bearer())
                .header("Accept", "application/json, application/problem+json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(AnswerJson.MAPPER.writeValueAsString(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.build();
    }

    /** The client's own limit ends at the first byte of an answer; this one holds for all of it. */
    private HttpResponse<String> once(HttpRequest request, long end) throws IOException, TimeoutException {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, BodyHandlers.ofString());
        try {
            return answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            answer.cancel(true);
        }
    }

    private RemoteFailure noAnswer(String why, @Nullable String key, Exception cause) {
        String unknown = key != null && wasThere
                ? "; whether it did what it was asked for is not known: postrider audit tells, once it answers"
                : "";
        return new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, address + " " + why + unknown, cause);
    }

    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                return cause.getClass().getSimpleName() + ": " + cause.getMessage();
            }
        }
        if (failure.getCause() instanceof UnresolvedAddressException
                || (failure.getCause() != null
                        && failure.getCause().getCause() instanceof UnresolvedAddressException)) {
            return "no machine of this name is known";
        }
        return failure instanceof ConnectException
                ? "nothing listens there"
                : failure.getClass().getSimpleName();
    }

    private static boolean isOver(long end) {
        return System.nanoTime() - end >= 0;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
