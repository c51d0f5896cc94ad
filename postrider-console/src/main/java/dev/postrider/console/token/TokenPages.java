package dev.postrider.console.token;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What this room has. */
@Configuration(proxyBeanMethods = false)
@Import({TokensApi.class, TokenController.class})
public class TokenPages {}
