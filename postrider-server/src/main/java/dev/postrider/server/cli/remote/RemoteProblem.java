package dev.postrider.server.cli.remote;

import dev.postrider.console.answer.AnswerJson;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Why a server did not do something, as it says.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
record RemoteProblem(@Nullable String type, @Nullable String detail) {
    private static final String OURS = "urn:postrider:problem:";

    /** Whether another request under the same key has no answer yet. */
    static boolean isUnderWay(HttpResponse<String> answer) {
        return answer.statusCode() == 409
                && (OURS + "under-way").equals(of(answer).type());
    }

    private static RemoteProblem of(HttpResponse<String> answer) {
        try {
            return AnswerJson.read(answer.body(), RemoteProblem.class);
        } catch (JacksonException e) {
            return new RemoteProblem(null, null);
        }
    }

    /** What a person is told. */
    static RemoteFailure failure(RemoteAddress address, HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status >= 300 && status < 400) {
            return refused(address + " sends elsewhere, to "
                    + answer.headers().firstValue("Location").orElse("no address")
                    + "; a token goes nowhere but where it was meant for: give the right address in --url");
        }
        RemoteProblem problem = of(answer);
        String detail = problem.detail();
        if (problem.type() == null || !problem.type().startsWith(OURS) || detail == null) {
            return foreign(address, status);
        }
        return switch (status) {
            case 401 -> refused("the token is not accepted at " + address + ": " + detail);
            case 404 ->
                detail.startsWith("the API has no ")
                        ? refused(address + " is of another version than this command: " + detail)
                        : new RemoteFailure(RemoteFailure.Kind.NOT_THERE, detail, null);
            case 409 ->
                problem.type().equals(OURS + "conflict")
                        ? new RemoteFailure(RemoteFailure.Kind.CONFLICT, detail, null)
                        : RemoteFailure.notDone(detail);
            case 429, 503 -> new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, address + " says: " + detail, null);
            default ->
                status >= 500
                        ? RemoteFailure.notDone(address + " failed with HTTP " + status + ": " + detail)
                        : refused(detail);
        };
    }

    private static RemoteFailure foreign(RemoteAddress address, int status) {
        // what stands in front of the server, while that is away
        if (status == 429 || status == 502 || status == 503 || status == 504) {
            return new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE,
                    address + " answers with HTTP " + status + "; try again later",
                    null);
        }
        return refused("no admin API of Postrider is at " + address + ", which answers with HTTP " + status
                + "; --url is the address of a postrider-server, or of its /api/v1");
    }

    /** What was answered is nothing that Postrider answers. */
    static RemoteFailure notOurs(RemoteAddress address, @Nullable Throwable cause) {
        return new RemoteFailure(
                RemoteFailure.Kind.WRONG_USAGE,
                "what " + address
                        + " answers can't be read: it is no admin API of Postrider, or of another version than"
                        + " this command",
                cause);
    }

    private static RemoteFailure refused(String message) {
        return new RemoteFailure(RemoteFailure.Kind.WRONG_USAGE, message, null);
    }
}
