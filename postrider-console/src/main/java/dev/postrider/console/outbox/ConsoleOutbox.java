package dev.postrider.console.outbox;

import dev.postrider.spring.watch.OutboxWatch;
import javax.sql.DataSource;

/**
 * An outbox that the console shows.
 *
 * @param name its name among those of this console
 * @param dataSource connections for pages: few, so that delivery never waits for them
 * @param watch what was seen of it a moment ago
 */
public record ConsoleOutbox(String name, DataSource dataSource, OutboxWatch watch) {
    /**
     * One whose pages borrow a few of the connections that others use too.
     *
     * @param connections how many at once at most
     */
    public static ConsoleOutbox sharing(String name, DataSource dataSource, int connections, OutboxWatch watch) {
        return new ConsoleOutbox(name, new LimitedDataSource(dataSource, connections), watch);
    }
}
