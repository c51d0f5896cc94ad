package dev.postrider.examples.users.api;

import static dev.postrider.examples.users.service.UsersClient.newEmail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.examples.users.service.SharedService;
import dev.postrider.examples.users.service.UsersClient;
import dev.postrider.examples.users.service.UsersClient.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(SharedService.Extension.class)
class ReadUsersApiTest {
    private final SharedService service;
    private final UsersClient client;

    ReadUsersApiTest(SharedService service) {
        this.service = service;
        this.client = service.client();
    }

    @Test
    void pagesThroughAllUsersFromTheNewestToTheOldestEachOnce() {
        IntStream.range(0, 7).forEach(number -> client.createUser(newEmail(), "Ann", "Lee " + number));

        List<Long> ids = new ArrayList<>();
        String next = "/api/users?limit=3";
        while (next != null) {
            JsonNode page = client.get(next).json();
            assertThat(page.get("users").size()).isLessThanOrEqualTo(3);
            page.get("users")
                    .valueStream()
                    .map(user -> user.get("id").longValue())
                    .forEach(ids::add);
            next = page.get("next").isNull() ? null : page.get("next").stringValue();
        }

        assertThat(ids).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(ids).hasSize(Integer.parseInt(service.postgres().queryOne("SELECT count(*) FROM users")));
    }

    @Test
    void aUserWhoArrivesBetweenTwoPagesMovesNobodyToTheNext() {
        IntStream.range(0, 4).forEach(number -> client.createUser(newEmail(), "Ann", "Lee " + number));
        JsonNode first = client.get("/api/users?limit=2").json();

        client.createUser(newEmail(), "Late", "Arrival");

        JsonNode second = client.get(first.get("next").stringValue()).json();
        assertThat(second.get("users").get(0).get("id").longValue())
                .isLessThan(first.get("users").get(1).get("id").longValue());
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit",
        "limit=101,limit",
        "limit=-1,limit",
        "limit=ten,limit",
        "limit=,limit",
        "limit=1e2,limit",
        "limit=99999999999999999999,limit",
        "before=0,before",
        "before=x,before"
    })
    void refusesAPageThatCantBeAndNamesTheParameter(String query, String parameter) {
        Answer answer = client.get("/api/users?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().get("errors").get(0).get("field").stringValue())
                .isEqualTo(parameter);
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999999", "0", "-1", "abc", "1.5", "99999999999999999999"})
    void aUserWhoDoesNotExistIsNotFound(String id) {
        Answer answer = client.get("/api/users/" + id);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().get("detail").stringValue()).isEqualTo("There is no user " + id);
    }

    @Test
    void whatTheApiDoesNotHaveIsAProblemToo() {
        Answer unknown = client.get("/api/parcels");
        Answer notOffered = client.send(client.request("/api/users/1").DELETE().build());

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.contentType()).isEqualTo("application/problem+json");
        assertThat(unknown.json().get("detail").stringValue()).isEqualTo("The API has nothing at /api/parcels");
        assertThat(notOffered.status()).isEqualTo(405);
        assertThat(notOffered.contentType()).isEqualTo("application/problem+json");
    }

    @Test
    void updatedAtTellsWhenAUserWasChangedByWhateverMeans() {
        long id = client.createUser(newEmail(), "Ann", "Lee").json().get("id").longValue();

        service.postgres().execute("UPDATE users SET is_active = false WHERE id = " + id);

        JsonNode user = client.get("/api/users/" + id).json();
        assertThat(user.get("is_active").booleanValue()).isFalse();
        assertThat(user.get("updated_at").stringValue())
                .isGreaterThan(user.get("created_at").stringValue());
    }
}
