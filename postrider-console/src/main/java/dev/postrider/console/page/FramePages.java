package dev.postrider.console.page;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What all pages have in common, the login and the assets. */
@Configuration(proxyBeanMethods = false)
@Import({
    ConsolePath.class,
    Frame.class,
    Problems.class,
    LoginController.class,
    AssetsController.class,
    LiveTicks.class,
    LiveController.class,
    ConsoleViews.class
})
public class FramePages {}
