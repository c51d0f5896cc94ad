package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContextWritingTest {

    private final Outbox outbox = Outbox.create(OutboxSettings.defaults());

    record Signup(
            String lastName,
            String firstName,
            @Nullable String userID,
            @JsonProperty("X-Ref") String ref) {}

    enum Colour {
        DEEP_RED;

        @Override
        public String toString() {
            return "a colour";
        }
    }

    record Times(Instant instant, LocalDate day, OffsetDateTime offset, Duration length) {}

    record Values(
            BigInteger large,
            BigDecimal exact,
            UUID id,
            Colour colour,
            Map<String, Integer> byName,
            List<Double> doubles) {}

    record Empty() {}

    record Text(String text) {}

    record Raw(@JsonRawValue String raw) {}

    record Tree(List<Object> children) {}

    @Test
    void namesAreInSnakeCaseInTheOrderOfTheirDeclaration() {
        assertThat(json(new Signup("Lee", "Ann", null, "r1")))
                .isEqualTo("{\"last_name\":\"Lee\",\"first_name\":\"Ann\",\"user_id\":null,\"X-Ref\":\"r1\"}");
    }

    @Test
    void datesAreIsoStrings() {
        Instant instant = Instant.parse("2026-03-01T12:30:00.123456789Z");
        assertThat(json(new Times(
                        instant,
                        LocalDate.of(2026, 3, 1),
                        OffsetDateTime.ofInstant(instant, ZoneOffset.ofHours(2)),
                        Duration.ofSeconds(90))))
                .isEqualTo("{\"instant\":\"2026-03-01T12:30:00.123456789Z\",\"day\":\"2026-03-01\","
                        + "\"offset\":\"2026-03-01T14:30:00.123456789+02:00\","
                        + "\"length\":\"PT1M30S\"}");
    }

    @Test
    void numbersKeepTheirDigitsAndEnumsTheirNamesAndKeysOfMapsTheirForm() {
        UUID id = new UUID(1, 2);
        assertThat(json(new Values(
                        new BigInteger("123456789012345678901234567890"),
                        new BigDecimal("1.10"),
                        id,
                        Colour.DEEP_RED,
                        Map.of("someKey", 1),
                        List.of(0.1, Double.NaN))))
                .isEqualTo("{\"large\":123456789012345678901234567890,\"exact\":1.10,\"id\":\"" + id
                        + "\",\"colour\":\"DEEP_RED\",\"by_name\":{\"someKey\":1},\"doubles\":[0.1,\"NaN\"]}");
    }

    @Test
    void aRecordWithoutComponentsIsAnEmptyObject() {
        assertThat(json(new Empty())).isEqualTo("{}");
    }

    @Test
    void charactersThatUtf8OrPostgresCannotHoldAreWrittenAsEscapes() {
        assertThat(json(new Text("a\0b\ud800c\udc00\ud83d\ude00\udbff")))
                .isEqualTo("{\"text\":\"a\\u0000b\\ud800c\\udc00😀\\udbff\"}");
    }

    @Test
    void nestingOfSixHundredIsWrittenAndMoreIsRefused() {
        assertThat(json(nested(ContextWriter.MAX_NESTING))).hasSizeGreaterThan(ContextWriter.MAX_NESTING);
        refused(nested(ContextWriter.MAX_NESTING + 1)).withMessageContaining("600");
    }

    @Test
    void anObjectThatContainsItselfIsRefused() {
        List<Object> children = new ArrayList<>();
        Tree tree = new Tree(children);
        children.add(tree);
        refused(tree).withMessageContaining("cannot be written as JSON");
    }

    @Test
    void anObjectOverTheLimitIsRefusedWithoutBeingHeldWhole() {
        refused(new Text("x".repeat(2 << 20)))
                .withMessageContaining("more than 1048576 bytes")
                .withMessageContaining("maxContextBytes");
    }

    @Test
    void theApplicationsOwnModulesApply() {
        Outbox upper = outbox.withJson(json -> json.propertyNamingStrategy(null));
        assertThat(upper.toEvent(new Signup("a", "b", null, "c")).context()).startsWith("{\"lastName\":");
    }

    private String json(Object event) {
        return outbox.toEvent(event).context();
    }

    private org.assertj.core.api.ThrowableAssertAlternative<InvalidEventException> refused(Object event) {
        return assertThatExceptionOfType(InvalidEventException.class).isThrownBy(() -> outbox.toEvent(event));
    }

    /** The tree's object and its list are one level each. */
    private static Tree nested(int levels) {
        Tree tree = new Tree(List.of());
        for (int level = 2; level + 2 <= levels; level += 2) {
            tree = new Tree(List.of(tree));
        }
        return levels % 2 == 0 ? tree : new Tree(List.of(tree));
    }
}
