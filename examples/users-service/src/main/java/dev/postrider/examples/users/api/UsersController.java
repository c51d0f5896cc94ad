package dev.postrider.examples.users.api;

import dev.postrider.examples.users.user.CreateUser;
import dev.postrider.examples.users.user.FindUser;
import dev.postrider.examples.users.user.ListUsers;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The API for users. Errors leave as problems: see {@link ApiProblems}. */
@RestController
@RequestMapping(path = UsersController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
class UsersController {
    static final String PATH = "/api/users";

    private final CreateUser createUser;
    private final ListUsers listUsers;
    private final FindUser findUser;

    UsersController(CreateUser createUser, ListUsers listUsers, FindUser findUser) {
        this.createUser = createUser;
        this.listUsers = listUsers;
        this.findUser = findUser;
    }

    // Only JSON: a form on a foreign site can't send it, so that the API needs no CSRF token.
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<UserResource> create(@RequestBody SignUp signUp) {
        CreateUser.Outcome outcome = createUser.execute(signUp.checked());
        if (outcome instanceof CreateUser.Outcome.Created created) {
            UserResource user = UserResource.of(created.user());
            return ResponseEntity.created(URI.create(PATH + "/" + user.id())).body(user);
        }
        throw new EmailTakenException();
    }

    @GetMapping
    UserPage list(
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable String limit) {
        PageRequest page = PageRequest.of(before, limit);
        return UserPage.of(listUsers.execute(page.query()), page.query().limit());
    }

    @GetMapping("/{id}")
    UserResource find(@PathVariable String id) {
        // What is no number is the id of no user.
        return Numbers.parse(id)
                .flatMap(number -> findUser.execute(new FindUser.Query(number)))
                .map(UserResource::of)
                .orElseThrow(() -> new NoSuchUserException(id));
    }
}
