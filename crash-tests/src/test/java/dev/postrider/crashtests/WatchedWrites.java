package dev.postrider.crashtests;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Connections that tell when a statement with some words is about to be prepared, and when its transaction was committed. */
final class WatchedWrites {
    private final String words;
    private final Runnable before;
    private final Runnable after;

    private WatchedWrites(String words, Runnable before, Runnable after) {
        this.words = words;
        this.before = before;
        this.after = after;
    }

    static DataSource of(DataSource source, String words, Runnable before, Runnable after) {
        WatchedWrites watched = new WatchedWrites(words, before, after);
        return (DataSource) Proxy.newProxyInstance(
                WatchedWrites.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    Object result = invoke(method, source, arguments);
                    return result instanceof Connection connection ? watched.connection(connection) : result;
                });
    }

    private Connection connection(Connection real) {
        boolean[] writes = {false};
        return (Connection) Proxy.newProxyInstance(
                WatchedWrites.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")
                            && String.valueOf(arguments[0]).contains(words)) {
                        before.run();
                        writes[0] = true;
                    }
                    Object result = invoke(method, real, arguments);
                    if (writes[0] && method.getName().equals("commit")) {
                        after.run();
                    }
                    return result;
                });
    }

    private static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
