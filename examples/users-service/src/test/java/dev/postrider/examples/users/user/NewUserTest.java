package dev.postrider.examples.users.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewUserTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.com",
                "a@b.co",
                "first.last+tag@sub.example.org",
                "o'neil_x%y@example-1.museum",
                "用户@例え.テスト",
                "δοκιμή@παράδειγμα.ελ",
                "ann@1.example"
            })
    void takesTheAddressesThatPeopleHave(String email) {
        assertThatCode(() -> new NewUser(email, "Ann", "Lee")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann",
                "ann@",
                "@example.com",
                "ann@example",
                "ann@@example.com",
                "ann@example..com",
                ".ann@example.com",
                "ann.@example.com",
                "a..b@example.com",
                "ann lee@example.com",
                " ann@example.com",
                "ann@-example.com",
                "ann@example.com-",
                "ann@example.com.",
                "ann@192.168.0.1",
                "\"ann lee\"@example.com",
                "ann@[127.0.0.1]",
                "ann@example.com,bob@example.com"
            })
    void refusesWhatIsNoAddress(String email) {
        assertThat(NewUser.invalidFields(email, "Ann", "Lee"))
                .containsExactly(new InvalidField("email", "must be an email address, such as ann@example.com"));
    }

    @Test
    void refusesALocalPartOfMoreThan64CharactersAndALabelOfMoreThan63() {
        assertThat(NewUser.invalidFields("a".repeat(64) + "@" + "b".repeat(63) + ".com", "Ann", "Lee"))
                .isEmpty();
        assertThat(NewUser.invalidFields("a".repeat(65) + "@example.com", "Ann", "Lee"))
                .hasSize(1);
        assertThat(NewUser.invalidFields("a@" + "b".repeat(64) + ".com", "Ann", "Lee"))
                .hasSize(1);
    }

    @Test
    void countsCharactersAsPostgresDoesAndNotUtf16Units() {
        assertThat(NewUser.invalidFields("ann@example.com", "😀".repeat(255), "x".repeat(255)))
                .isEmpty();
        assertThat(NewUser.invalidFields("ann@example.com", "😀".repeat(256), "x".repeat(256)))
                .containsExactly(
                        new InvalidField("first_name", "must be at most 255 characters long, but has 256"),
                        new InvalidField("last_name", "must be at most 255 characters long, but has 256"));
    }

    @Test
    void namesEveryFieldThatBreaksARule() {
        assertThatThrownBy(() -> new NewUser("", " ", "Lee\n"))
                .isInstanceOf(InvalidNewUserException.class)
                .hasMessage("email must not be empty; first_name must not be empty;"
                        + " last_name must not contain control characters or half of a surrogate pair");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\uD800", "x\uDC00y", "tab\there"})
    void refusesWhatPostgresOrALogLineCantHold(String name) {
        assertThat(NewUser.invalidFields("ann@example.com", name, "Lee"))
                .extracting(InvalidField::field)
                .containsExactly("first_name");
    }

    @Test
    void aLongHostileAddressIsRefusedAtOnce() {
        String hostile = "a.".repeat(126) + "@";
        // An expression that tries every way to split it would take years.
        assertThat(assertTimeoutPreemptively(
                        Duration.ofSeconds(30), () -> NewUser.invalidFields(hostile, "Ann", "Lee")))
                .hasSize(1);
    }
}
