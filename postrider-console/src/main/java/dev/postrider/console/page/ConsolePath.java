package dev.postrider.console.page;

import dev.postrider.spring.config.PostriderProperties;

/** Below which path the console is. */
public final class ConsolePath {
    private final String path;

    ConsolePath(PostriderProperties properties) {
        this.path = properties.console().path();
    }

    /** As {@code /console}. */
    String path() {
        return path;
    }

    /**
     * The view that sends the browser to another page.
     *
     * @param page its place below the console's path, beginning with a slash; empty for the overview
     */
    public String redirect(String page) {
        return "redirect:" + path + page;
    }
}
