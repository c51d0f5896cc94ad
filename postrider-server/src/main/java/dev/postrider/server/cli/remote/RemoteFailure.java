package dev.postrider.server.cli.remote;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A server did not do what it was asked for. The message is for people, and holds no token. */
public final class RemoteFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What lies behind it. */
    public enum Kind {
        /** The address, the token or the arguments can't be used. */
        WRONG_USAGE,
        /** What was asked for is not there. */
        NOT_THERE,
        /** Something is there already that is in the way. */
        CONFLICT,
        /** The server was asked, and could not do it now. */
        NOT_DONE,
        /** No answer came, or the server's database is away. */
        UNREACHABLE
    }

    RemoteFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** One of something that the server has told of. */
    public static RemoteFailure notDone(String message) {
        return new RemoteFailure(Kind.NOT_DONE, message, null);
    }

    /** What lies behind it. */
    public Kind kind() {
        return kind;
    }
}
