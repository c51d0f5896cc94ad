package dev.postrider.examples.users.user;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table of users. Takes part in the caller's transaction. Thread-safe. */
@Repository
public class Users {
    private static final String COLUMNS =
            "id, email, first_name, last_name, is_active, is_staff, created_at, updated_at";

    private final JdbcClient jdbc;

    Users(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Stores a new user. While another transaction is storing the same email, waits for how that ends.
     *
     * @return empty if the email is taken; the transaction can go on
     */
    Optional<User> insert(NewUser user) {
        // Not an insert that fails with 23505: that would end the transaction and write an error to the server's
        // log for something as ordinary as a taken email.
        return jdbc.sql("INSERT INTO users (email, first_name, last_name) VALUES (:email, :firstName, :lastName)"
                        + " ON CONFLICT ON CONSTRAINT users_email_key DO NOTHING RETURNING " + COLUMNS)
                .param("email", user.email())
                .param("firstName", user.firstName())
                .param("lastName", user.lastName())
                .query(Users::read)
                .optional();
    }

    public Optional<User> find(long id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM users WHERE id = :id")
                .param("id", id)
                .query(Users::read)
                .optional();
    }

    /** The newest users whose id is below {@code before}, newest first, at most {@code limit} of them. */
    public List<User> newest(long before, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM users WHERE id < :before ORDER BY id DESC LIMIT :limit")
                .param("before", before)
                .param("limit", limit)
                .query(Users::read)
                .list();
    }

    /** How many users there are, counted no further than {@code limit}. */
    public long countUpTo(long limit) {
        return jdbc.sql("SELECT count(*) FROM (SELECT FROM users LIMIT :limit) AS counted")
                .param("limit", limit)
                .query(Long.class)
                .single();
    }

    private static User read(ResultSet row, int number) throws SQLException {
        return new User(
                row.getLong("id"),
                row.getString("email"),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getBoolean("is_active"),
                row.getBoolean("is_staff"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
