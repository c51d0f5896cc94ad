package dev.postrider.console.space;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.tools.outbox.OutboxView;
import dev.postrider.spring.config.PostriderProperties;
import java.sql.SQLException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The leaves of the outbox, and the transactions that hold back what can be seen. */
@Controller
@RequestMapping("${postrider.console.path}/outbox")
final class SpaceController {
    private static final int TRANSACTIONS = 30;

    private final PostriderProperties properties;

    SpaceController(PostriderProperties properties) {
        this.properties = properties;
    }

    @GetMapping
    String show(ConsoleOutbox outbox, Model model) throws SQLException {
        OutboxView view = new OutboxView(outbox.dataSource());
        model.addAttribute("view", view.leaves());
        model.addAttribute("transactions", view.transactions(TRANSACTIONS));
        model.addAttribute("retention", properties.retention());
        model.addAttribute("budgets", properties.budget().settings());
        return "console/pages/outbox";
    }
}
