package dev.postrider.console.host;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.spring.watch.OutboxWatch;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** An application with a page of its own, which everybody may see, and a relay. */
@SpringBootApplication
public class HostApplication {

    /** Of its own. */
    @Bean
    RouterFunction<ServerResponse> shop() {
        return RouterFunctions.route()
                .GET("/shop", request -> ServerResponse.ok().body("a shop"))
                .GET(
                        "/basket",
                        request -> ServerResponse.ok().body(putIntoBasket(request.session()) + " in the basket"))
                .POST("/shop", request -> ServerResponse.ok().body("bought"))
                .build();
    }

    /** Two outboxes, for tests that want many; both are the one that there is. */
    @Bean
    @ConditionalOnProperty("host.fleet")
    ConsoleOutboxes fleet(DataSource dataSource, OutboxWatch watch) {
        return new ConsoleOutboxes(List.of(
                ConsoleOutbox.sharing("shop", dataSource, 2, watch),
                ConsoleOutbox.sharing("warehouse", dataSource, 2, watch)));
    }

    private static int putIntoBasket(HttpSession session) {
        int held = session.getAttribute("basket") instanceof Integer number ? number : 0;
        session.setAttribute("basket", held + 1);
        return held + 1;
    }

    /** Starts it. */
    public static void main(String[] arguments) {
        SpringApplication.run(HostApplication.class, arguments);
    }
}
