package dev.postrider.examples.users.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.examples.users.service.RunningService;
import dev.postrider.test.ClickHouseDatabase;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The way to the operator's page, for strangers and for the operator. */
@PostriderTest
@ExtendWith(OutputCaptureExtension.class)
class LoginTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final PostgresDatabase postgres;
    private final ClickHouseDatabase clickHouse;
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private RunningService service;

    LoginTest(PostgresDatabase postgres, ClickHouseDatabase clickHouse) {
        this.postgres = postgres;
        this.clickHouse = clickHouse;
    }

    @BeforeEach
    void start() {
        service = RunningService.start(() -> now, postgres, clickHouse, "postrider.relay.enabled=false");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void onlyWhoHasLoggedInHasASessionAndItsCookieIsForTheServiceAlone() throws Exception {
        assertThat(cookies(get("/operator"))).noneMatch(cookie -> cookie.startsWith("JSESSIONID"));
        assertThat(cookies(get("/login")))
                .noneMatch(cookie -> cookie.startsWith("JSESSIONID"))
                .allMatch(cookie -> cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        assertThat(cookies(logIn("operator", "wrong-password"))).noneMatch(cookie -> cookie.startsWith("JSESSIONID"));

        HttpResponse<String> loggedIn = logIn("operator", RunningService.OPERATOR_PASSWORD);

        assertThat(loggedIn.headers().firstValue("location").orElseThrow()).endsWith("/operator");
        assertThat(cookies(loggedIn))
                .filteredOn(cookie -> cookie.startsWith("JSESSIONID"))
                .singleElement()
                .asString()
                .contains("HttpOnly", "SameSite=Lax")
                .doesNotContain("chosenbyastranger");
    }

    @Test
    void afterAFewFailuresTheNextAttemptsWaitAndTheLogSaysSoOnce(CapturedOutput output) throws Exception {
        String name = "operator\nWARN forged line\u001b[2J";
        for (int attempt = 0; attempt < LoginAttempts.FREE; attempt++) {
            assertThat(logIn(name, "wrong-password")
                            .headers()
                            .firstValue("location")
                            .orElseThrow())
                    .endsWith("/login?error");
        }
        for (int attempt = 0; attempt < 3; attempt++) {
            HttpResponse<String> refused = logIn(name, "wrong-password");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(1, 60);
        }
        assertThat(output.getOut().lines().filter(line -> line.contains("logging in failed")))
                .singleElement()
                .asString()
                .contains("failed 5 times from ", "as 'operator?WARN forged line?[2J': the next attempts have to wait");
        assertThat(output.getOut().lines()).noneMatch(line -> line.startsWith("WARN forged"));

        // the address has to wait, whatever the name; then the operator gets in
        assertThat(logIn("operator", RunningService.OPERATOR_PASSWORD).statusCode())
                .isEqualTo(429);
        now = now.plusSeconds(1);
        assertThat(logIn("operator", RunningService.OPERATOR_PASSWORD)
                        .headers()
                        .firstValue("location")
                        .orElseThrow())
                .endsWith("/operator");
    }

    private HttpResponse<String> logIn(String name, String password) throws IOException, InterruptedException {
        HttpResponse<String> page = get("/login");
        Matcher token = TOKEN.matcher(page.body());
        assertThat(token.find()).as(page.body()).isTrue();
        String form =
                "_csrf=" + encoded(token.group(1)) + "&username=" + encoded(name) + "&password=" + encoded(password);
        return http.send(
                HttpRequest.newBuilder(address("/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Cookie", cookies(page).get(0).split(";", 2)[0] + "; JSESSIONID=chosenbyastranger")
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address(path)).build(), BodyHandlers.ofString());
    }

    private URI address(String path) {
        return service.client().base().resolve(path);
    }

    private static List<String> cookies(HttpResponse<String> response) {
        return response.headers().allValues("set-cookie");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
