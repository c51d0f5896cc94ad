package dev.postrider.console.token;

import dev.postrider.console.answer.Answer;
import dev.postrider.console.answer.TokenList;
import dev.postrider.console.answer.TokenList.Made;
import dev.postrider.console.answer.TokenList.Revoked;
import dev.postrider.console.answer.TokenList.Shown;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.api.ConflictException;
import dev.postrider.console.api.OnceFilter;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.account.Role;
import dev.postrider.relay.tools.token.MadeToken;
import dev.postrider.relay.tools.token.Tokens;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Tokens by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}/tokens")
final class TokensApi {
    private static final Duration USUAL = Duration.ofDays(30);

    private final Tokens tokens;

    TokensApi(ConsoleOutboxes outboxes) {
        this.tokens = new Tokens(outboxes.first().dataSource());
    }

    /**
     * A token that is wanted.
     *
     * @param role viewer, or operator
     * @param lifetime 30 days if it is not said
     */
    record WantedToken(
            @Nullable String name,
            @Nullable String role,
            @Nullable Duration lifetime,
            @Nullable String note) implements Answer {}

    @GetMapping
    TokenList list() throws SQLException {
        return TokenList.of(tokens.list());
    }

    @PostMapping
    Made make(@RequestBody WantedToken wanted, Viewer viewer, HttpServletRequest request) throws SQLException {
        request.setAttribute(OnceFilter.HOLDS_SECRET, true);
        String name = wanted.name() == null ? "" : wanted.name();
        MadeToken made = tokens.make(
                        name,
                        Role.of(wanted.role() == null ? "viewer" : wanted.role()),
                        wanted.lifetime() == null ? USUAL : wanted.lifetime(),
                        decision(wanted.note(), viewer))
                .orElseThrow(() -> new ConflictException(
                        "there is a token '" + name + "' that was not revoked: revoke it, or take another name"));
        return new Made(Shown.of(made.token()), made.secret());
    }

    @DeleteMapping("/{number:\\d{1,18}}")
    Revoked revoke(@PathVariable String number, @RequestParam(required = false) @Nullable String note, Viewer viewer)
            throws SQLException {
        return new Revoked(Shown.of(tokens.revoke(number, decision(note, viewer))
                .orElseThrow(() ->
                        new NotFoundException("there is no token number " + number + ", or it was revoked already"))));
    }

    private static Decision decision(@Nullable String note, Viewer viewer) {
        return new Decision(viewer.name(), note == null || note.isBlank() ? null : Note.of(note));
    }
}
