package dev.postrider.relay.tools.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person may type as a condition, and what is said of what can't be read. */
class FieldConditionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "email=ada@example.com|email|EQUAL|ada@example.com|false",
                "amount > 10|amount|GREATER|10|false",
                "amount>=10.5|amount|AT_LEAST|10.5|false",
                "amount<-1e3|amount|LESS|-1e3|false",
                "amount <= 10|amount|AT_MOST|10|false",
                "state != open|state|NOT_EQUAL|open|false",
                "state<>open|state|NOT_EQUAL|open|false",
                "state==open|state|EQUAL|open|false",
                "name contains ada|name|CONTAINS|ada|false",
                "name CONTAINS Ada Lovelace|name|CONTAINS|Ada Lovelace|false",
                "address.city = Paris|address.city|EQUAL|Paris|false",
                "address.city = \"Paris\"|address.city|EQUAL|Paris|true",
                "a=b=c|a|EQUAL|b=c|false",
                "\"a b\".\"c\\\"d\" = 1|a b.c\"d|EQUAL|1|false",
                "\"first.name\" = ada|first.name|EQUAL|ada|false",
                "we`ird' = 1|we`ird'|EQUAL|1|false",
                "größe = \"a \\\\ \\\" b\"|größe|EQUAL|a \\ \" b|true",
                "contains contains contains|contains|CONTAINS|contains|false",
                "e = \"\"|e|EQUAL|~~|true",
            })
    void isReadAsItIsTyped(String typed, String path, FieldOperator operator, String value, boolean isText) {
        assertThat(FieldCondition.parse(typed)).containsExactly(new FieldCondition(path, operator, value, isText));
    }

    @Test
    void severalHaveAndBetweenThem() {
        assertThat(FieldCondition.parse("phone exists and  name = \"rock and roll\" AND n>1"))
                .containsExactly(
                        FieldCondition.exists("phone"),
                        new FieldCondition("name", FieldOperator.EQUAL, "rock and roll", true),
                        FieldCondition.of("n", FieldOperator.GREATER, "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = b",
                "\"a b\".c exists",
                "n > 1",
                "s = \"1\"",
                "s = \" x \"",
                "s = \"rock and roll\"",
                "x = \"\"\"\""
            })
    void isWrittenSoThatItIsReadAgain(String typed) {
        String plain = typed.equals("x = \"\"\"\"") ? "x = \"\\\"\"" : typed;
        List<FieldCondition> read = FieldCondition.parse(plain);

        assertThat(FieldCondition.parse(read.get(0).toString())).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "ada@example.com|'ada@example.com' says nothing of the field",
                "amount >|'amount >' has no value behind >",
                "= 10|'= 10' does not begin with a field",
                "a. = 1|has no field where one should be",
                "name = \"ada|has a quote that does not end",
                "name = \"ada\" x|goes on after the closing quote",
                "name exists x|goes on after exists",
                "name contains rock and roll|a value with \"and\" in it needs quotes",
                "name contains \"\"|say what it contains",
            })
    void whatCantBeReadIsNamedWithAWayOut(String typed, String said) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldCondition.parse(typed))
                .withMessageContaining(said)
                .withMessageMatching("(?s).*(for example|say what).*");
    }

    @Test
    void aLongValueIsReadAndALongerOneRefused() {
        String longest = "\\\"".repeat(FieldCondition.LONGEST_VALUE);
        assertThat(FieldCondition.parse("a = \"" + longest + "\"").get(0).value())
                .hasSize(FieldCondition.LONGEST_VALUE);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> FieldCondition.of("a", FieldOperator.EQUAL, "x".repeat(FieldCondition.LONGEST_VALUE + 1)))
                .withMessage(
                        "the value for a has 1048577 bytes; it may have 1048576: search for a part of it, with contains");
    }
}
