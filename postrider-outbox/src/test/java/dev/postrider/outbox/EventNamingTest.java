package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventNamingTest {

    private final Outbox outbox = Outbox.create(OutboxSettings.defaults());

    record UserCreated(String email) {}

    record HTTPRequestSent() {}

    @EventType("user has been created")
    record Renamed() {}

    @EventType(metadataVersion = 3)
    record OrderPaid() {}

    static class Moved {}

    static final class MovedFar extends Moved {}

    @EventType(metadataVersion = 0)
    record VersionZero() {}

    @ParameterizedTest
    @CsvSource({
        "UserCreated, user_created",
        "HTTPRequestSent, http_request_sent",
        "UserID, user_id",
        "InvoiceV2Sent, invoice_v2_sent",
        "OAuth2TokenIssued, o_auth2_token_issued",
        "X, x",
        "already_snake, already_snake",
        "firstName, first_name",
        "line2Text, line2_text",
        "ÉtatChangé, état_changé"
    })
    void wordsBeginAtCapitalsAndAcronymsStayWhole(String name, String snake) {
        assertThat(SnakeCase.of(name)).isEqualTo(snake);
    }

    @Test
    void theTypeIsTheSimpleNameOfTheClassEvenIfItIsNested() {
        assertThat(outbox.toEvent(new UserCreated("a@b.c")).type()).isEqualTo("user_created");
        assertThat(outbox.toEvent(new HTTPRequestSent()).type()).isEqualTo("http_request_sent");
        assertThat(outbox.toEvent(new MovedFar()).type()).isEqualTo("moved_far");
        record Local() {}
        assertThat(outbox.toEvent(new Local()).type()).isEqualTo("local");
    }

    @Test
    void theAnnotationSetsTypeAndVersionEachForItself() {
        Event renamed = outbox.toEvent(new Renamed());
        assertThat(renamed.type()).isEqualTo("user has been created");
        assertThat(renamed.metadataVersion()).isEqualTo(1);
        Event paid = outbox.toEvent(new OrderPaid());
        assertThat(paid.type()).isEqualTo("order_paid");
        assertThat(paid.metadataVersion()).isEqualTo(3);
    }

    @Test
    void aVersionBelowOneInTheAnnotationIsRefusedWithTheClass() {
        assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> outbox.toEvent(new VersionZero()))
                .withMessageContaining("VersionZero")
                .withMessageContaining("metadata version is 0, the least is 1");
    }

    @Test
    void classesWithoutANameOfTheirOwnAreRefused() {
        Supplier<String> lambda = () -> "x";
        Object anonymous = new Object() {};
        Object proxy = java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Runnable.class}, (p, m, args) -> null);
        for (Object nameless : List.of(lambda, anonymous, proxy)) {
            assertThatExceptionOfType(InvalidEventException.class)
                    .isThrownBy(() -> outbox.toEvent(nameless))
                    .withMessageContaining("anonymous or generated")
                    .withMessageContaining("@EventType");
        }
    }

    @Test
    void plainValuesAreRefusedWithTheWayToPublishJson() {
        for (Object value : List.of("{}", 1, Map.of("a", 1), List.of(1), new int[] {1}, java.util.UUID.randomUUID())) {
            assertThatExceptionOfType(InvalidEventException.class)
                    .isThrownBy(() -> outbox.toEvent(value))
                    .withMessageContaining("Event.of(type, json)");
        }
    }
}
