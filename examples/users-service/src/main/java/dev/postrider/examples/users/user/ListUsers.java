package dev.postrider.examples.users.user;

import dev.postrider.examples.users.usecase.UseCase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;

/** Reads a page of users, newest first. Thread-safe. */
@Component
public final class ListUsers extends UseCase<ListUsers.Query, ListUsers.Page> {
    /**
     * Which page.
     *
     * @param before only users whose id is below this one, 1 or more; {@link Long#MAX_VALUE} for the newest
     * @param limit users on the page, 1 to {@value #MAX_LIMIT}
     */
    public record Query(long before, int limit) implements UseCase.Request {
        public static final int DEFAULT_LIMIT = 20;
        public static final int MAX_LIMIT = 100;

        /** @throws IllegalArgumentException if a value is out of range: the value and the limits */
        public Query {
            if (before < 1) {
                throw new IllegalArgumentException("before must be 1 or more, was " + before);
            }
            if (limit < 1 || limit > MAX_LIMIT) {
                throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", was " + limit);
            }
        }

        @Override
        public Map<String, ?> logFields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("before", before);
            fields.put("limit", limit);
            return fields;
        }
    }

    /**
     * A page.
     *
     * @param users newest first
     * @param nextBefore what to ask with for the page after this one; empty on the last
     */
    public record Page(List<User> users, OptionalLong nextBefore) {}

    private final Users users;

    ListUsers(Users users) {
        this.users = users;
    }

    @Override
    protected Page run(Query query) {
        List<User> oneMore = users.newest(query.before(), query.limit() + 1);
        if (oneMore.size() <= query.limit()) {
            return new Page(oneMore, OptionalLong.empty());
        }
        List<User> page = oneMore.subList(0, query.limit());
        return new Page(page, OptionalLong.of(page.get(page.size() - 1).id()));
    }
}
