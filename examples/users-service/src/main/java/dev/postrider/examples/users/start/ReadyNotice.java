package dev.postrider.examples.users.start;

import dev.postrider.console.access.FirstLogin;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says {@code Ready} with every address, once the service answers. */
@Component
class ReadyNotice {
    private static final Logger log = LoggerFactory.getLogger(ReadyNotice.class);

    private static final String STRUCTURED = "logging.structured.format.console";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ObjectProvider<FirstLogin> firstLogin;

    ReadyNotice(ObjectProvider<FirstLogin> firstLogin) {
        this.firstLogin = firstLogin;
    }

    @EventListener
    void ready(ApplicationReadyEvent ready) {
        Environment environment = ready.getApplicationContext().getEnvironment();
        String notice = new Addresses(environment).notice(consoleLogin());
        if (environment.getProperty(STRUCTURED, "").isEmpty()) {
            System.out.println(notice);
        } else {
            // whoever reads this output expects one object a line
            log.info("{}", notice);
        }
    }

    private String consoleLogin() {
        FirstLogin made = firstLogin.getIfAvailable();
        return made == null ? "logins as configured" : made.inWords(PATIENCE);
    }
}
