package dev.postrider.console.replay;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room, and what replays. */
@Configuration(proxyBeanMethods = false)
@Import({Replays.class, ReplayController.class, ReplayApi.class})
public class ReplayPages {}
