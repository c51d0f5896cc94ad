package dev.postrider.console.event;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.PrettyJson;
import dev.postrider.console.page.Viewer;
import dev.postrider.console.payload.Opening;
import dev.postrider.console.payload.Payloads;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.events.EventCatalogue;
import dev.postrider.relay.tools.events.EventTypeFields;
import dev.postrider.relay.tools.events.LoggedEvent;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Which types of events there are, and what they hold. */
@Controller
@RequestMapping("${postrider.console.path}/catalogue")
final class CatalogueController {
    private final ConsoleEventLog eventLog;
    private final Searches searches;
    private final Types types;
    private final Payloads payloads;

    CatalogueController(ConsoleEventLog eventLog, Searches searches, Types types, Payloads payloads) {
        this.eventLog = eventLog;
        this.searches = searches;
        this.types = types;
        this.payloads = payloads;
    }

    @GetMapping
    String page() {
        return "console/pages/catalogue";
    }

    @GetMapping("/types")
    String types(Model model) throws SinkException {
        model.addAttribute("catalogue", types.types());
        return "console/pages/catalogue :: types";
    }

    @GetMapping("/type")
    String type(@RequestParam String name, Model model) {
        model.addAttribute("name", name);
        return "console/pages/type";
    }

    @GetMapping("/fields")
    String fields(ConsoleOutbox outbox, @RequestParam String name, Viewer viewer, Model model)
            throws SinkException, SQLException {
        EventTypeFields fields = searches.run(
                        "", running -> Optional.ofNullable(new EventCatalogue(eventLog.get()).type(name, running)))
                .orElseThrow(() ->
                        new NotFoundException("No event of the type '" + name + "' was seen in the recent period."));
        model.addAttribute("name", name);
        model.addAttribute("fields", payloads.fields(fields, viewer));
        LoggedEvent example = fields.example();
        if (example != null) {
            payloads.noteOpened(outbox, viewer, Opening.example(name));
            model.addAttribute("example", PrettyJson.of(payloads.shown(example.eventContext(), viewer)));
        }
        return "console/pages/type :: fields";
    }
}
