package dev.postrider.examples.users.start;

import dev.postrider.examples.users.pages.OperatorAccount;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says {@code Ready} with every address, once the service answers. */
@Component
class ReadyNotice {
    private static final Logger log = LoggerFactory.getLogger(ReadyNotice.class);

    private static final String STRUCTURED = "logging.structured.format.console";

    private final OperatorAccount operator;

    ReadyNotice(OperatorAccount operator) {
        this.operator = operator;
    }

    @EventListener
    void ready(ApplicationReadyEvent ready) {
        Environment environment = ready.getApplicationContext().getEnvironment();
        String notice = new Addresses(environment).notice(operator);
        if (environment.getProperty(STRUCTURED, "").isEmpty()) {
            System.out.println(notice);
        } else {
            // whoever reads this output expects one object a line
            log.info("{}", notice);
        }
    }
}
