package dev.postrider.examples.users.user;

import dev.postrider.examples.users.usecase.UseCase;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads one user; empty if there is none with that id. Thread-safe. */
@Component
public final class FindUser extends UseCase<FindUser.Query, Optional<User>> {
    public record Query(long userId) implements UseCase.Request {
        @Override
        public Map<String, Long> logFields() {
            return Map.of("user_id", userId);
        }
    }

    private final Users users;

    FindUser(Users users) {
        this.users = users;
    }

    @Override
    protected Optional<User> run(Query query) {
        return users.find(query.userId());
    }
}
