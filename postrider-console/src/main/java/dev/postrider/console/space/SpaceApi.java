package dev.postrider.console.space;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.tools.outbox.LeavesView;
import dev.postrider.relay.tools.outbox.OpenTransactions;
import dev.postrider.relay.tools.outbox.OutboxView;
import java.sql.SQLException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** What the outbox is made of, by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}/outbox")
final class SpaceApi {
    private static final int TRANSACTIONS = 100;

    /**
     * The outbox.
     *
     * @param bytes of all leaves
     */
    record Space(long bytes, LeavesView leaves, OpenTransactions transactions) implements Answer {}

    @GetMapping
    Space show(ConsoleOutbox outbox) throws SQLException {
        OutboxView view = new OutboxView(outbox.dataSource());
        LeavesView leaves = view.leaves();
        return new Space(leaves.bytes(), leaves, view.transactions(TRANSACTIONS));
    }
}
