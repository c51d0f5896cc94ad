package dev.postrider.console.batch;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room. */
@Configuration(proxyBeanMethods = false)
@Import({BatchController.class, BatchApi.class})
public class BatchPages {}
