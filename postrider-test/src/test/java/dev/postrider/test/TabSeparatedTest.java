package dev.postrider.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TabSeparatedTest {
    @Test
    void escapesNullsAndEmptyFieldsComeOutAsTheyWere() {
        assertThat(TabSeparated.rows("a\t\\N\t\n\\t\\n\\\\N\t\\'\\0\té\n"))
                .containsExactly(Arrays.asList("a", null, ""), List.of("\t\n\\N", "'\0", "é"));
    }

    @Test
    void anEmptyResultHasNoRows() {
        assertThat(TabSeparated.rows("")).isEmpty();
    }
}
