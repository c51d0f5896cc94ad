package dev.postrider.benchmarks.peers;

import dev.postrider.test.PostgresDatabase;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Starts a Spring Boot application that has one of the peers in it. */
final class SpringPeer {
    private SpringPeer() {}

    /** Running when it returns; the caller closes it. */
    static ConfigurableApplicationContext start(
            Class<?> application, PostgresDatabase database, Tally tally, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("spring.datasource.url", database.jdbcUrl());
        SpringApplication spring = new SpringApplication(application);
        spring.setWebApplicationType(WebApplicationType.NONE);
        spring.setBannerMode(Banner.Mode.OFF);
        spring.setLogStartupInfo(false);
        spring.setRegisterShutdownHook(false);
        spring.setDefaultProperties(all);
        spring.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(Tally.class, () -> tally);
            beans.registerBean(JsonMapper.class, () -> JsonMapper.builder().build());
        });
        // This process logs already, and goes on to do so in its own way.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        return spring.run();
    }
}
