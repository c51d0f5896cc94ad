package dev.postrider.examples.users.api;

import dev.postrider.examples.users.user.ListUsers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of users as clients see it.
 *
 * @param users newest first
 * @param next the address of the next page; null on the last
 */
record UserPage(List<UserResource> users, @Nullable String next) {
    static UserPage of(ListUsers.Page page, int limit) {
        return new UserPage(
                page.users().stream().map(UserResource::of).toList(),
                page.nextBefore().isPresent()
                        ? UsersController.PATH + "?limit=" + limit + "&before="
                                + page.nextBefore().getAsLong()
                        : null);
    }
}
