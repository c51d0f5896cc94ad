package dev.postrider.console.record;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room. */
@Configuration(proxyBeanMethods = false)
@Import({RecordController.class, RecordApi.class})
public class RecordPages {}
