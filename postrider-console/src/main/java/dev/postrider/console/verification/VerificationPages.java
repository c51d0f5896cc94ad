package dev.postrider.console.verification;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room, and what compares. */
@Configuration(proxyBeanMethods = false)
@Import({Comparisons.class, VerificationController.class, VerificationApi.class})
public class VerificationPages {}
