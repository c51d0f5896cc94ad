package dev.postrider.console.deadletter;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room, and what carries out what is ordered there. */
@Configuration(proxyBeanMethods = false)
@Import({OrderRunner.class, LettersController.class, OrdersController.class, LettersApi.class, OrdersApi.class})
public class LetterPages {}
