package dev.postrider.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL would refuse has to be refused before, and nothing else. */
@PostriderTest
class JsonTextTest {

    private static final int LIMIT = OutboxSettings.DEFAULT_MAX_CONTEXT_BYTES;

    private static final List<String> SEEDS = List.of(
            "{\"a\": [1, -2.5e+10, true, false, null, \"x\\u00e9\\n\\\\\"], \"b\": {\"\": {}}, \"c\": []}",
            "{\"n\": [0, -0, 0.10, 1E5, 123456789012345678901234567890, 1e400]}",
            "\t{ \"é😀\" :\r\n\"\\ud800\\u0000\" } ",
            "{\"a\":1,\"a\":2}");

    private static final String ALPHABET = "{}[]\",:\\/tfnu0123456789+-.eE \n\t\r\u000baé\u0001\ufeff\u00a0";

    @Test
    void agreesWithPostgresOnEveryMutationOfAText(PostgresDatabase database) throws SQLException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] texts = new String[3_000];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);
        }
        boolean[] theirs = postgresAccepts(database, texts);
        int valid = 0;
        for (int i = 0; i < texts.length; i++) {
            assertThat(accepts(texts[i]))
                    .as("seed %d, text <%s>", seed, texts[i])
                    .isEqualTo(theirs[i]);
            valid += theirs[i] ? 1 : 0;
        }
        assertThat(valid).as("mutations that stay valid").isBetween(100, 2_900);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":%s}", "[%s]"})
    void postgresTakesFiveTimesTheNestingThatIsAllowed(String level, PostgresDatabase database) {
        String deep = "1";
        int levels = JsonText.MAX_NESTING * 5;
        String open = level.substring(0, level.indexOf('%'));
        String close = level.substring(level.indexOf('%') + 2);
        deep = open.repeat(levels) + deep + close.repeat(levels);
        assertThat(database.queryOne("SELECT length('" + deep + "'::json::text)"))
                .isEqualTo("" + deep.length());
    }

    @Test
    void nestingUpToTheLimitIsTakenAndOneMoreRefusedWithTheLimit() {
        String atLimit = "{\"a\":".repeat(JsonText.MAX_NESTING) + "1" + "}".repeat(JsonText.MAX_NESTING);
        assertThat(JsonText.requireObject("deep", atLimit, LIMIT)).isEqualTo(atLimit.length());
        refused("{\"a\":" + atLimit + "}").withMessageContaining("more than 2000 levels");
    }

    @Test
    void numbersAndNamesOfAnyLengthAreTaken() {
        String digits = "7".repeat(500_000);
        assertThat(accepts("{\"" + digits + "\":" + digits + "}")).isTrue();
    }

    @Test
    void theLengthIsCountedInBytesOfUtf8() {
        assertThat(JsonText.requireObject("x", "{\"é€😀\":1}", 100))
                .isEqualTo("{\"é€😀\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
    }

    @Test
    void otherKindsOfValueAreNamed() {
        refused("[1]").withMessageContaining("is a JSON array, \"[1]\", but has to be a JSON object");
        refused("\"x\"").withMessageContaining("a JSON string");
        refused(" 12").withMessageContaining("a JSON number");
        refused("true").withMessageContaining("a JSON boolean");
        refused("null").withMessageContaining("JSON null");
    }

    @Test
    void theFirstFaultIsNamedWithItsPlace() {
        refused("").withMessageContaining("expected a value at character 0 but found the end");
        refused("{\"a\":1,}").withMessageContaining("expected a name in double quotes at character 7");
        refused("{\"a\":01}").withMessageContaining("at character 6");
        refused("{\"a\":\"\n\"}").withMessageContaining("control character \\u000a at character 6");
        refused("{\"a\":\"\0\"}").withMessageContaining("control character \\u0000");
        refused("{} x").withMessageContaining("expected the end at character 3");
        refused("{\"a\":\"\ud800\"}").withMessageContaining("half a surrogate pair (\\ud800) at character 6");
    }

    private static org.assertj.core.api.ThrowableAssertAlternative<InvalidEventException> refused(String text) {
        return assertThatExceptionOfType(InvalidEventException.class)
                .isThrownBy(() -> JsonText.requireObject("user_created", text, LIMIT))
                .withMessageContaining("user_created");
    }

    private static boolean accepts(String text) {
        try {
            JsonText.requireObject("x", text, LIMIT);
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }

    private static boolean[] postgresAccepts(PostgresDatabase database, String[] texts) throws SQLException {
        try (OpenTransaction transaction = new OpenTransaction(database)) {
            transaction.execute("""
                    CREATE FUNCTION pg_temp.takes(context text) RETURNS boolean LANGUAGE plpgsql AS $$
                    BEGIN
                      RETURN json_typeof(context::json) = 'object';
                    EXCEPTION WHEN invalid_text_representation THEN
                      RETURN false;
                    END $$""");
            boolean[] taken = new boolean[texts.length];
            try (PreparedStatement parse = transaction.connection.prepareStatement(
                    "SELECT pg_temp.takes(t) FROM unnest(?::text[]) WITH ORDINALITY AS u(t, place) ORDER BY place")) {
                parse.setArray(1, transaction.connection.createArrayOf("text", texts));
                try (var rows = parse.executeQuery()) {
                    for (int i = 0; rows.next(); i++) {
                        taken[i] = rows.getBoolean(1);
                    }
                }
            }
            return taken;
        }
    }

    private static String mutate(String text, Random random) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(mutated.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(3)) {
                case 0 -> mutated.insert(at, c);
                case 1 -> mutated.setCharAt(at, c);
                default -> mutated.deleteCharAt(at);
            }
        }
        return mutated.toString().replaceAll("[\ud800-\udfff]", "x");
    }
}
