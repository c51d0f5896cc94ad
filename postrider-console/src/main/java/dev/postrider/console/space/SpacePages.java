package dev.postrider.console.space;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room. */
@Configuration(proxyBeanMethods = false)
@Import({SpaceController.class, SpaceApi.class})
public class SpacePages {}
