package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collections;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of Java's values and classes in a context; whatever has no form is refused, and nothing is left out silently. */
@ResourceLock(Resources.TIME_ZONE)
class ValueFormsTest {

    private final Outbox outbox = Outbox.create(OutboxSettings.defaults());

    private String json(Object event) {
        return outbox.toEvent(event).context();
    }

    private ThrowableAssertAlternative<InvalidEventException> refused(Object event) {
        return assertThatExceptionOfType(InvalidEventException.class).isThrownBy(() -> outbox.toEvent(event));
    }

    record Holder(@Nullable Object value) {}

    private String form(Object value) {
        String json = json(new Holder(value));
        return json.substring("{\"value\":".length(), json.length() - 1);
    }

    static final class Accessors {
        private final String email;
        private final int n;
        private final int hashCode = 7;

        Accessors(String email, int n) {
            this.email = email;
            this.n = n;
        }

        public String email() {
            return email;
        }

        public int n() {
            return n;
        }

        public String greeting() {
            return "no field is called so";
        }

        @Override
        public int hashCode() {
            return hashCode;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other == this;
        }
    }

    static final class Hidden {
        private final String email = "ann@example.com";
        int n = 1;

        String email() {
            return email;
        }
    }

    record Outer(Object inner, int k) {}

    static final class Axes {
        public int getxAxis() {
            return 1;
        }

        public String geteMail() {
            return "a";
        }

        public int getYAxis() {
            return 2;
        }

        public String getURL() {
            return "u";
        }

        public int getaway() {
            return 3;
        }
    }

    static final class Ised {
        private final boolean active = true;

        public String isTruncated() {
            return "no";
        }

        public boolean is_gift() {
            return true;
        }

        public boolean isActive() {
            return active;
        }

        public boolean isNew() {
            return true;
        }

        public String issue() {
            return "tells nothing";
        }
    }

    static final class Ping {}

    static final class Ignoring {
        @JsonIgnore
        public final String secret = "s";
    }

    enum Colour {
        RED;

        @Override
        public String toString() {
            return "a colour";
        }
    }

    static final class Key {}

    record Point(int x, int y) {}

    static final class Broken {
        private final @Nullable String name;

        Broken(@Nullable String name) {
            this.name = name;
        }

        public String getName() {
            return Objects.requireNonNull(name, "not loaded");
        }
    }

    @Test
    void aClassWithAccessorsIsWrittenAsARecordWouldBe() {
        assertThat(json(new Accessors("ann@example.com", 2))).isEqualTo("{\"email\":\"ann@example.com\",\"n\":2}");
        assertThat(json(new Outer(new Accessors("a", 1), 2)))
                .isEqualTo("{\"inner\":{\"email\":\"a\",\"n\":1},\"k\":2}");
    }

    @Test
    void aClassThatHidesAllItsFieldsIsRefusedByNameWhereverItStands() {
        refused(new Hidden())
                .withMessageContaining("class " + Hidden.class.getName())
                .withMessageContaining("has fields, but none that can be read")
                .withMessageContaining("make it a record");
        refused(new Outer(new Hidden(), 2))
                .withMessageContaining("class " + Hidden.class.getName())
                .withMessageContaining("[\"inner\"]");
        refused(new Outer(List.of(1, Map.of("k", new Hidden())), 2)).withMessageContaining(Hidden.class.getName());
    }

    @Test
    void aClassWithoutFieldsOrThatSaysItselfWhatToLeaveOutIsAnEmptyObject() {
        assertThat(json(new Ping())).isEqualTo("{}");
        assertThat(json(new Ignoring())).isEqualTo("{}");
        assertThat(form(new Object())).isEqualTo("{}");
    }

    @Test
    void aWordOfOneSmallLetterBehindGetIsOne() {
        assertThat(outbox.toEvent(new Axes()).context())
                .contains("\"x_axis\":1", "\"e_mail\":\"a\"", "\"y_axis\":2", "\"url\":\"u\"")
                .doesNotContain("away");
    }

    @Test
    void isStaysInTheNameUnlessAFieldIsCalledWithoutIt() {
        assertThat(json(new Ised()))
                .contains("\"is_truncated\":\"no\"", "\"is_gift\":true", "\"active\":true", "\"is_new\":true")
                .doesNotContain("issue", "sue");
    }

    @ParameterizedTest
    @SuppressWarnings("JavaUtilDate") // applications have them
    @ValueSource(strings = {"Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati", "UTC"})
    void daysAndMomentsAreTheSameInEveryZone(String zone) {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        try {
            assertThat(form(java.sql.Date.valueOf("2026-03-01"))).isEqualTo("\"2026-03-01\"");
            assertThat(form(java.sql.Time.valueOf("12:30:00"))).isEqualTo("\"12:30:00\"");
            Timestamp moment = Timestamp.from(java.time.Instant.parse("2026-03-01T11:00:00.123456Z"));
            assertThat(form(moment)).isEqualTo("\"2026-03-01T11:00:00.123456Z\"");
            assertThat(form(new Date(moment.getTime()))).isEqualTo("\"2026-03-01T11:00:00.123Z\"");
            Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Asia/Tokyo"));
            calendar.setTimeInMillis(moment.getTime());
            assertThat(form(calendar)).isEqualTo("\"2026-03-01T11:00:00.123Z\"");
            assertThat(form(Map.of(java.sql.Date.valueOf("2026-03-01"), 1))).isEqualTo("{\"2026-03-01\":1}");
            assertThat(form(Map.of(moment, 1))).isEqualTo("{\"2026-03-01T11:00:00.123456Z\":1}");
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void otherTimesAreIsoTextAndAYearIsANumber() {
        assertThat(form(List.of(
                        LocalDate.of(2026, 3, 1),
                        LocalTime.of(12, 30),
                        LocalDateTime.of(2026, 3, 1, 12, 30, 0, 1),
                        OffsetDateTime.parse("2026-03-01T12:30:00+02:00"),
                        ZonedDateTime.parse("2026-03-01T12:30:00+01:00[Europe/Berlin]"),
                        YearMonth.of(2026, 3),
                        Year.of(2026),
                        Period.ofDays(3),
                        DayOfWeek.MONDAY)))
                .isEqualTo(
                        "[\"2026-03-01\",\"12:30:00\",\"2026-03-01T12:30:00.000000001\",\"2026-03-01T12:30:00+02:00\","
                                + "\"2026-03-01T12:30:00+01:00\",\"2026-03\",2026,\"P3D\",\"MONDAY\"]");
    }

    @Test
    void anOptionalIsItsValueOrNull() {
        assertThat(form(List.of(Optional.of("a"), Optional.empty(), OptionalInt.of(1), OptionalInt.empty())))
                .isEqualTo("[\"a\",null,1,null]");
    }

    @Test
    void keysOfMapsAreWrittenAsTextsOrRefused() {
        assertThat(form(Map.of(1, "a"))).isEqualTo("{\"1\":\"a\"}");
        assertThat(form(Map.of(Colour.RED, "a"))).isEqualTo("{\"RED\":\"a\"}");
        assertThat(form(Map.of(true, "a"))).isEqualTo("{\"true\":\"a\"}");
        assertThat(form(Map.of(LocalDate.of(2026, 3, 1), "a"))).isEqualTo("{\"2026-03-01\":\"a\"}");
        assertThat(form(Map.of(new Point(1, 2), "a"))).isEqualTo("{\"Point[x=1, y=2]\":\"a\"}");
        refused(new Holder(Map.of(new Key(), "a")))
                .withMessageContaining(Key.class.getName())
                .withMessageContaining("key of a map");
        Map<@Nullable String, String> withNull = new HashMap<>();
        withNull.put(null, "a");
        refused(new Holder(withNull)).withMessageContaining("ull key");
    }

    @Test
    void numbersKeepTheirDigitsAndWhatIsNoNumberIsText() {
        assertThat(form(List.of(
                        Double.NaN,
                        Float.NEGATIVE_INFINITY,
                        new BigDecimal("1E+1000"),
                        new BigDecimal("0.10"),
                        Long.MIN_VALUE,
                        -0.0,
                        'x',
                        (byte) -1)))
                .isEqualTo("[\"NaN\",\"-Infinity\",1E+1000,0.10,-9223372036854775808,-0.0,\"x\",-1]");
    }

    @Test
    void bytesAreBase64AndCharactersText() {
        assertThat(form("hé".getBytes(StandardCharsets.UTF_8))).isEqualTo("\"aMOp\"");
        assertThat(form(new char[] {'a', 'b'})).isEqualTo("\"ab\"");
        assertThat(form(new int[] {1, 2})).isEqualTo("[1,2]");
    }

    @Test
    void whatCanBeReadOnlyOnceIsRefused() {
        for (Object value : List.of(
                Stream.of(1),
                List.of(1).iterator(),
                new ByteArrayInputStream(new byte[1]),
                Collections.emptyEnumeration())) {
            refused(new Holder(value))
                    .withMessageContaining(value.getClass().getName())
                    .withMessageContaining("can be read once only")
                    .withMessageContaining("[\"value\"]");
        }
    }

    @Test
    void whatContainsItselfIsRefusedWithThatReason() {
        List<Object> ring = new ArrayList<>();
        ring.add(new Holder(ring));
        refused(new Holder(ring)).withMessageContaining("contains itself");
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        refused(new Holder(map)).withMessageContaining("contains itself");
    }

    @Test
    void aGetterThatThrowsIsARefusalWithItsReason() {
        refused(new Broken(null)).withMessageContaining("not loaded");
    }
}
