package dev.postrider.console.api;

import dev.postrider.console.answer.Answer;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;
import org.springframework.web.bind.annotation.RestController;

/** A part of the admin API: there where {@code postrider.console.api-path} is set. It answers with an {@link Answer}, or with nothing. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RestController
@Conditional(OnApiPath.class)
public @interface ApiController {}
