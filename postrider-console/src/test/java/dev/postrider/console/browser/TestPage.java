package dev.postrider.console.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** A page that remembers what went wrong in it. Whoever opens it closes it. */
public final class TestPage implements AutoCloseable {
    /** Visible texts whose contrast with the ground behind them is below WCAG's 4.5 to 1. */
    private static final String TOO_FAINT = """
            () => {
              const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
              const luminance = ([r, g, b]) => [r, g, b]
                .map((value) => value / 255)
                .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
                .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
              const ground = (element) => {
                for (let at = element; at; at = at.parentElement) {
                  const colour = channels(getComputedStyle(at).backgroundColor);
                  if (colour.length === 3 || colour[3] === 1) return colour;
                }
                return [255, 255, 255];
              };
              const faint = [];
              for (const element of document.querySelectorAll('body *')) {
                const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent.trim()).join('');
                if (!text || !element.checkVisibility() || element.closest('[aria-hidden=true], noscript, :disabled')) continue;
                const [light, dark] = [channels(getComputedStyle(element).color), ground(element)].map(luminance).sort((a, b) => b - a);
                if ((light + 0.05) / (dark + 0.05) < 4.5) faint.push(text);
              }
              return faint;
            }""";

    /** What a window scrolled sideways would not show: cards and tiles that their content doesn't fit into. */
    private static final String SPILLING = """
            () => [...document.querySelectorAll('.card, .tile, .bar, .top, .menu, td, button')]
              .filter((part) => part.scrollWidth > part.clientWidth + 1)
              .map((part) => part.className + ': ' + part.textContent.trim().slice(0, 40))""";

    private static final String SERIOUS = """
            async () => (await axe.run(document)).violations
              .filter((rule) => ['serious', 'critical'].includes(rule.impact))
              .map((rule) => rule.id + ': ' + rule.help + ': ' + rule.nodes.slice(0, 3).map((node) => node.html).join(' | '))""";

    private static final String AXE = script("/axe.min.js");

    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

    TestPage(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
        page.setDefaultTimeout(10_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("uncaught: " + error));
        page.onDialog(dialog -> {
            complaints.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
    }

    public Page page() {
        return page;
    }

    /** Forgets a complaint that the test provoked: the browser reports every answer of 400 and more as an error. */
    public void forgive(String part) {
        complaints.removeIf(complaint -> complaint.contains(part));
    }

    /** Nothing went wrong in the page so far, and nothing has to be scrolled sideways to be seen. */
    public void mustBeSound() {
        assertThat(complaints)
                .as("errors of the console, uncaught errors, dialogs")
                .isEmpty();
        assertThat(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("pixels that the page %s is wider than the window of %s", page.url(), page.viewportSize().width)
                .isEqualTo(0);
        assertThat(page.evaluate(SPILLING))
                .as("parts whose content is wider than they are")
                .isEqualTo(List.of());
        assertThat(page.evaluate(TOO_FAINT))
                .as("texts with too little contrast")
                .isEqualTo(List.of());
    }

    private static String script(String file) {
        try (InputStream in = Objects.requireNonNull(TestPage.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing that a checker of accessibility calls serious or worse. */
    public void mustBeAccessible() {
        page.evaluate(AXE);
        assertThat(page.evaluate(SERIOUS))
                .as("what keeps people from using the page")
                .isEqualTo(List.of());
    }

    /** Saves the whole page as a PNG where {@code postrider.screenshots} names a folder, for people to look at. */
    public void screenshot(String name) {
        String folder = System.getProperty("postrider.screenshots", "");
        if (!folder.isEmpty()) {
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(folder, name + ".png")));
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
