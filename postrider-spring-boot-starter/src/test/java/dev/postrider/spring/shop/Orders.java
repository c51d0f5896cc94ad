package dev.postrider.spring.shop;

import dev.postrider.spring.EventPublisher;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Places orders: the row and the event in one transaction. */
public class Orders {

    private final JdbcClient jdbc;
    private final EventPublisher events;

    Orders(JdbcClient jdbc, EventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
        jdbc.sql("CREATE TABLE IF NOT EXISTS orders (item text NOT NULL, amount int NOT NULL)")
                .update();
    }

    @Transactional
    public void place(String item, int amount) {
        jdbc.sql("INSERT INTO orders VALUES (?, ?)").params(item, amount).update();
        events.publish(new OrderPlaced(item, amount));
    }

    @Transactional
    public void placeAll(List<OrderPlaced> orders) {
        events.publishAll(orders);
    }

    @Transactional
    public void placeAndFail(String item) {
        jdbc.sql("INSERT INTO orders VALUES (?, 1)").params(item).update();
        events.publish(new OrderPlaced(item, 1));
        throw new IllegalStateException("the till is broken");
    }

    /** As a mistake would do it. */
    public void placeWithoutTransaction(String item) {
        events.publish(new OrderPlaced(item, 1));
    }
}
