package dev.postrider.devdb.chdb;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The engine refused or failed a statement. The message is ClickHouse's own: {@code Code: 60. DB::Exception: …}. */
public final class EngineException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Pattern CODE = Pattern.compile("Code: (\\d+)[.,]");
    /** ClickHouse's UNKNOWN_EXCEPTION, for an error that names no code. */
    private static final int UNKNOWN_EXCEPTION = 1002;

    private final int code;
    private final String text;

    private EngineException(int code, String text) {
        super(text);
        this.code = code;
        this.text = text;
    }

    /** From the engine's own error text. */
    public static EngineException of(String text) {
        Matcher matcher = CODE.matcher(text);
        return matcher.lookingAt()
                ? new EngineException(Integer.parseInt(matcher.group(1)), text.strip())
                : of(UNKNOWN_EXCEPTION, "UNKNOWN_EXCEPTION", text.strip());
    }

    /** An error of the interface itself, worded as the engine words its own. */
    public static EngineException of(int code, String name, String message) {
        return new EngineException(code, "Code: " + code + ". DB::Exception: " + message + " (" + name + ")");
    }

    /** ClickHouse's error code. */
    public int code() {
        return code;
    }

    /** The message. */
    public String text() {
        return text;
    }
}
