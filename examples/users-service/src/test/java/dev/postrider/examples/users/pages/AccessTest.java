package dev.postrider.examples.users.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.examples.users.service.SharedService;
import dev.postrider.examples.users.service.UsersClient;
import dev.postrider.examples.users.service.UsersClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedService.Extension.class)
class AccessTest {
    private final UsersClient client;

    AccessTest(SharedService service) {
        this.client = service.client();
    }

    @Test
    void theConsoleAsksStrangersToLogIn() {
        Answer answer = client.get("/console");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers().get("location")).endsWith("/console/login?to=%2Fconsole");
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void formsWithoutTheirTokenAreRefused() {
        assertThat(client.post(
                                "/console/login",
                                "application/x-www-form-urlencoded",
                                "username=operator&password=the-operators-secret")
                        .status())
                .isEqualTo(403);
        assertThat(client.post("/console/logout", "application/x-www-form-urlencoded", "")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator",
                "/actuator/env",
                "/actuator/beans",
                "/actuator/heapdump",
                "/actuator/loggers",
                "/actuator/metrics",
                "/actuator/shutdown"
            })
    void theRestOfTheActuatorIsClosed(String path) {
        assertThat(client.get(path).status()).isEqualTo(403);
    }

    @Test
    void healthAndMetricsAreOpen() {
        assertThat(client.get("/actuator/health/liveness").json().get("status").stringValue())
                .isEqualTo("UP");
        assertThat(client.get("/actuator/health").text()).contains("components");
        assertThat(client.get("/actuator/prometheus").text()).contains("postrider_events_published");
    }

    @Test
    void pagesMayLoadOnlyWhatTheServiceServesAndBeFramedNowhere() {
        for (String path : new String[] {"/", "/console/login", "/nowhere"}) {
            assertThat(client.get(path).headers().get("content-security-policy"))
                    .as(path)
                    .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void theApiNeedsNoTokenAndGivesNoCookie() {
        Answer answer = client.createUser(UsersClient.newEmail(), "Ann", "Lee");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers()).doesNotContainKey("set-cookie");
    }
}
