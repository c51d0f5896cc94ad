package dev.postrider.console.event;

import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.PrettyJson;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.tools.events.EventCatalogue;
import dev.postrider.relay.tools.events.EventTypeFields;
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

    CatalogueController(ConsoleEventLog eventLog, Searches searches, Types types) {
        this.eventLog = eventLog;
        this.searches = searches;
        this.types = types;
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
    String fields(@RequestParam String name, Model model) throws SinkException {
        EventTypeFields fields = searches.run(
                        "", running -> Optional.ofNullable(new EventCatalogue(eventLog.get()).type(name, running)))
                .orElseThrow(() ->
                        new NotFoundException("No event of the type '" + name + "' was seen in the recent period."));
        model.addAttribute("name", name);
        model.addAttribute("fields", fields);
        model.addAttribute(
                "example",
                fields.example() == null ? null : PrettyJson.of(fields.example().eventContext()));
        return "console/pages/type :: fields";
    }
}
