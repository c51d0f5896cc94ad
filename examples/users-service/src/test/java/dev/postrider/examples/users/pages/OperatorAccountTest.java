package dev.postrider.examples.users.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class OperatorAccountTest {
    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void withoutAPasswordEachStartMakesALongRandomOne() {
        OperatorAccount first = OperatorAccount.configured(environment);
        environment.setProperty("operator.password", "");
        OperatorAccount second = OperatorAccount.configured(environment);

        assertThat(first.user()).isEqualTo("operator");
        assertThat(first.generated()).isTrue();
        assertThat(first.password()).hasSize(20).isNotEqualTo(second.password());
    }

    @Test
    void aPasswordThatIsTooShortIsRefusedWithItsLengthAndTheLimit() {
        environment.setProperty("operator.password", "secret!");

        assertThatThrownBy(() -> OperatorAccount.configured(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("OPERATOR_PASSWORD has 7 characters, must have at least 8;"
                        + " leave it out to have a random one made at each start");
    }

    @Test
    void neverShowsThePasswordInText() {
        environment.setProperty("operator.user", "ann");
        environment.setProperty("operator.password", "8 signs!");

        assertThat(OperatorAccount.configured(environment))
                .hasToString("OperatorAccount[user=ann, password=***, generated=false]");
    }
}
