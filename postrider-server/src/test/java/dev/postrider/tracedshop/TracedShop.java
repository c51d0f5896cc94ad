package dev.postrider.tracedshop;

import dev.postrider.spring.EventPublisher;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Takes orders by HTTP, and publishes each. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(TracedShop.Orders.class)
public class TracedShop {

    /** What is published. */
    public record OrderPlaced(String item) {}

    /** One order a request. */
    @RestController
    public static class Orders {
        private final EventPublisher events;

        Orders(EventPublisher events) {
            this.events = events;
        }

        /** Gives the event's id. */
        @PostMapping("/orders")
        @Transactional
        public String place(@RequestParam String item) {
            return Long.toString(events.publish(new OrderPlaced(item)));
        }
    }
}
