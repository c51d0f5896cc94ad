package dev.postrider.console.delivery;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.relay.tools.terms.Terms;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Which relay was the active one when, and why it is not any more. */
@Controller
@RequestMapping("${postrider.console.path}/relays")
final class RelayController {
    private static final int PAGE = 100;

    @GetMapping
    String list(ConsoleOutbox outbox, @RequestParam(required = false) @Nullable Long after, Model model)
            throws SQLException {
        model.addAttribute("isFirst", after == null);
        model.addAttribute("page", new Terms(outbox.dataSource()).page(after, PAGE));
        return "console/pages/relays";
    }
}
