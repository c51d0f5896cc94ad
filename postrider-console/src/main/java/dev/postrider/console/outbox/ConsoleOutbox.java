package dev.postrider.console.outbox;

import dev.postrider.spring.watch.OutboxWatch;
import javax.sql.DataSource;

/**
 * An outbox that the console shows.
 *
 * @param name its name among those of this console
 * @param dataSource connections for pages: few, so that delivery never waits for them; who waits for a page is soon told that PostgreSQL is
 *     silent
 * @param work connections for work that goes on without a page, or whose statements may take long; with those for pages so few
 * @param watch what was seen of it a moment ago
 */
public record ConsoleOutbox(String name, DataSource dataSource, DataSource work, OutboxWatch watch) {
    /**
     * One whose pages borrow a few of the connections that others use too.
     *
     * @param connections how many at once at most
     */
    public static ConsoleOutbox sharing(String name, DataSource dataSource, int connections, OutboxWatch watch) {
        LimitedDataSource work = new LimitedDataSource(dataSource, connections);
        DataSource pages = new ImpatientDataSource(work.through(new PromptDataSource(dataSource)));
        return new ConsoleOutbox(name, pages, work, watch);
    }
}
