package dev.postrider.examples.users.user;

import dev.postrider.examples.users.usecase.UseCase;
import dev.postrider.spring.EventPublisher;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Signs a user up: the user and the event {@code user_created}, both or neither, in one transaction. Two at once for one
 * email make one user and one event. Thread-safe.
 */
@Component
public final class CreateUser extends UseCase<NewUser, CreateUser.Outcome> {
    /** What came of it. */
    public sealed interface Outcome {
        /** The user is stored and the event is published. */
        record Created(User user) implements Outcome {}

        /** A user with this email exists already; nothing was stored or published. */
        record EmailTaken(String email) implements Outcome {}
    }

    private static final Logger log = LoggerFactory.getLogger(CreateUser.class);

    private final Users users;
    private final EventPublisher events;
    private final TransactionTemplate transaction;

    CreateUser(Users users, EventPublisher events, TransactionTemplate transaction) {
        this.users = users;
        this.events = events;
        this.transaction = transaction;
    }

    @Override
    protected Outcome run(NewUser request) {
        Outcome outcome = Objects.requireNonNull(transaction.execute(status -> createAndPublish(request)));
        if (outcome instanceof Outcome.Created created) {
            log.atInfo().addKeyValue("user_id", created.user().id()).log("user created");
        } else {
            log.atInfo().log("user not created: the email is taken");
        }
        return outcome;
    }

    private Outcome createAndPublish(NewUser request) {
        return users.insert(request)
                .<Outcome>map(user -> {
                    events.publish(new UserCreated(user.email(), user.firstName(), user.lastName()));
                    return new Outcome.Created(user);
                })
                .orElseGet(() -> new Outcome.EmailTaken(request.email()));
    }
}
