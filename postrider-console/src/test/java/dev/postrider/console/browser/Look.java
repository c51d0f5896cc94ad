package dev.postrider.console.browser;

import com.microsoft.playwright.options.ColorScheme;

/** The ways a page is looked at: on a phone and on a desk, in light and in dark. */
public enum Look {
    NARROW_LIGHT(390, ColorScheme.LIGHT),
    NARROW_DARK(390, ColorScheme.DARK),
    WIDE_LIGHT(1440, ColorScheme.LIGHT),
    WIDE_DARK(1440, ColorScheme.DARK);

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
