package dev.postrider.server.cli.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is asked for below an admin API's address, with parameters. Not thread-safe. */
public final class RemotePath {
    private final String path;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private RemotePath(String path) {
        this.path = path;
    }

    /**
     * The path itself.
     *
     * @param path with a slash at the beginning, and without parameters
     */
    public static RemotePath of(String path) {
        return new RemotePath(path);
    }

    /** With a parameter; without it, if the value is null. */
    public RemotePath with(String name, @Nullable Object value) {
        if (value != null) {
            parameters.put(name, value.toString());
        }
        return this;
    }

    @Override
    public String toString() {
        return path
                + parameters.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", parameters.isEmpty() ? "" : "?", ""));
    }
}
