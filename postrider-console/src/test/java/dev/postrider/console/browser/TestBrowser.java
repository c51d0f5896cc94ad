package dev.postrider.console.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A running browser. Belongs to the thread that started it; whoever starts it closes it. */
public final class TestBrowser implements AutoCloseable {
    /** For root inside a container, and without a word to the outside. */
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private TestBrowser(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    public static TestBrowser start() {
        BrowserBinary binary = BrowserBinary.find();
        Map<String, String> environment = new HashMap<>();
        if (binary.executable().isPresent()) {
            environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
        }
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
        try {
            BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                    .setHeadless(true)
                    .setArgs(ARGUMENTS)
                    .setEnv(binary.launchEnvironment());
            binary.executable().ifPresent(options::setExecutablePath);
            return new TestBrowser(playwright, playwright.chromium().launch(options));
        } catch (RuntimeException failed) {
            playwright.close();
            throw new IllegalStateException(
                    "no browser to test with; install chromium, or name one in POSTRIDER_TEST_BROWSER", failed);
        }
    }

    /** A new page in a context of its own: no cookies, nothing cached. */
    public TestPage open(Look look) {
        return new TestPage(browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(look.width(), 900)
                .setColorScheme(look.colours())
                .setLocale("en-GB")
                .setTimezoneId("Europe/Vienna")));
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
