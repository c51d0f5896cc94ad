package dev.postrider.spring.shop;

import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.web.context.support.StandardServletEnvironment;

/** The shop, running in this JVM. Whoever starts it closes it. */
public final class RunningShop implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private RunningShop(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** With this environment, {@code NAME=value}, and no other. */
    public static RunningShop start(List<String> variables) {
        StandardServletEnvironment environment = new StandardServletEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardServletEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardServletEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, asMap(variables)));
        return new RunningShop(new SpringApplicationBuilder(Shop.class)
                .environment(environment)
                .registerShutdownHook(false)
                .run(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--spring.datasource.hikari.connection-timeout=1500",
                        "--management.endpoints.web.exposure.include=health,prometheus",
                        "--management.endpoint.health.show-details=always",
                        "--management.health.db.enabled=false",
                        "--postrider.relay.backoff-longest=500ms"));
    }

    private static Map<String, Object> asMap(List<String> variables) {
        Map<String, Object> map = new HashMap<>();
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            map.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        return map;
    }

    /** The settings of both databases under the names that applications use. */
    public static List<String> settings(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        return List.of(
                "DATABASE_URL=" + postgres.url(),
                "CLICKHOUSE_HOST=" + clickHouse.host(),
                "CLICKHOUSE_PORT=" + clickHouse.port(),
                "CLICKHOUSE_USER=" + clickHouse.user(),
                "CLICKHOUSE_PASSWORD=" + clickHouse.password(),
                "CLICKHOUSE_SCHEMA=" + clickHouse.name(),
                "CH_OUTBOX_PROCESSING_FREQUENCY_SEC=0");
    }

    public static List<String> with(List<String> settings, String... more) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(more));
        return all;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    public Orders orders() {
        return bean(Orders.class);
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(at(path)).build());
    }

    public HttpResponse<String> post(String path) {
        return send(HttpRequest.newBuilder(at(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    /** Sum of the series whose name and labels begin so; 0 if there are none. */
    public double metric(String beginning) {
        return get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private URI at(String path) {
        int port = Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer())
                .getPort();
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
