package dev.postrider.console.page;

import dev.postrider.console.outbox.ConsoleOutbox;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Tells open pages when there is something new to show; they fetch it themselves. */
@Controller
@RequestMapping("${postrider.console.path}/live")
final class LiveController {
    private final LiveTicks ticks;

    LiveController(LiveTicks ticks) {
        this.ticks = ticks;
    }

    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live(ConsoleOutbox outbox) {
        return ticks.subscribe(outbox);
    }
}
