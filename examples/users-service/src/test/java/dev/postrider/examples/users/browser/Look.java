package dev.postrider.examples.users.browser;

import com.microsoft.playwright.options.ColorScheme;

/** The ways a page is looked at: on a phone and on a desk, in light and in dark. */
public enum Look {
    NARROW_LIGHT(360, ColorScheme.LIGHT),
    NARROW_DARK(360, ColorScheme.DARK),
    WIDE_LIGHT(1280, ColorScheme.LIGHT),
    WIDE_DARK(1280, ColorScheme.DARK);

    private final int width;
    private final ColorScheme colours;

    Look(int width, ColorScheme colours) {
        this.width = width;
        this.colours = colours;
    }

    int width() {
        return width;
    }

    ColorScheme colours() {
        return colours;
    }
}
