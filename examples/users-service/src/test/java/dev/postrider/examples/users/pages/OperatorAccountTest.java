package dev.postrider.examples.users.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OperatorAccountTest {
    @Test
    void withoutAPasswordEachStartMakesALongRandomOne() {
        OperatorAccount first = new OperatorAccount.Configured("operator", "").account();
        OperatorAccount second = new OperatorAccount.Configured("operator", null).account();

        assertThat(first.generated()).isTrue();
        assertThat(first.password()).hasSize(20).isNotEqualTo(second.password());
    }

    @Test
    void aPasswordThatIsTooShortIsRefusedWithItsLengthAndTheLimit() {
        assertThatThrownBy(() -> new OperatorAccount.Configured("operator", "secret").account())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("OPERATOR_PASSWORD has 6 characters, must have at least 8;"
                        + " leave it out to have a random one made at each start");
    }

    @Test
    void neverShowsThePasswordInText() {
        assertThat(new OperatorAccount.Configured("operator", "long enough").account())
                .hasToString("OperatorAccount[user=operator, password=***, generated=false]");
    }
}
