package dev.postrider.spring.shop;

import dev.postrider.spring.log.FailureContext;
import org.slf4j.MDC;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** HTTP in front of the orders, binding the log context around the use case. */
@RestController
public class OrdersController {

    private final Orders orders;

    OrdersController(Orders orders) {
        this.orders = orders;
    }

    @PostMapping("/orders")
    public String place(@RequestParam String item) {
        orders.place(item, 1);
        return "placed";
    }

    @PostMapping("/broken-orders")
    public String fail(@RequestParam String item) {
        MDC.put("use_case", "place_order");
        MDC.put("item", item);
        try {
            orders.placeAndFail(item);
        } catch (RuntimeException e) {
            throw FailureContext.remember(e);
        } finally {
            MDC.clear();
        }
        return "never";
    }
}
