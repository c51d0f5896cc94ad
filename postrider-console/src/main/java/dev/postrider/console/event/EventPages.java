package dev.postrider.console.event;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room. */
@Configuration(proxyBeanMethods = false)
@Import({EventController.class})
public class EventPages {}
