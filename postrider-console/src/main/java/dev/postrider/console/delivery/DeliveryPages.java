package dev.postrider.console.delivery;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room. */
@Configuration(proxyBeanMethods = false)
@Import({PauseController.class, RelayController.class, DeliveryApi.class})
public class DeliveryPages {}
