package dev.postrider.console.overview;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room. */
@Configuration(proxyBeanMethods = false)
@Import({OverviewReader.class, OverviewController.class, CurveController.class, OverviewApi.class})
public class OverviewPages {}
