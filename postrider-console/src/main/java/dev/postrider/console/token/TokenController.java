package dev.postrider.console.token;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.console.page.ConsolePath;
import dev.postrider.console.page.NotFoundException;
import dev.postrider.console.page.Note;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.tools.Decision;
import dev.postrider.relay.tools.request.BegunRequest;
import dev.postrider.relay.tools.request.IdempotentRequests;
import dev.postrider.relay.tools.request.RequestFingerprint;
import dev.postrider.relay.tools.token.MadeToken;
import dev.postrider.relay.tools.token.Token;
import dev.postrider.relay.tools.token.Tokens;
import dev.postrider.spring.config.PostriderProperties;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * Tokens of the admin API, for operators alone. A new token's secret is in one answer, and nowhere else: not in a session, not in an
 * address, and the same form sent again makes no second token.
 */
@Controller
@RequestMapping("${postrider.console.path}/tokens")
final class TokenController {
    private static final int LISTED = 500;

    private final Tokens tokens;
    private final IdempotentRequests requests;
    private final ConsolePath path;
    private final String apiPath;

    TokenController(ConsoleOutboxes outboxes, ConsolePath path, PostriderProperties properties) {
        this.tokens = new Tokens(outboxes.first().dataSource());
        this.requests = new IdempotentRequests(outboxes.first().dataSource());
        this.path = path;
        this.apiPath = properties.console().apiPath();
    }

    @GetMapping
    String list(Model model) throws SQLException {
        return page(null, model);
    }

    @PostMapping
    String make(TokenForm form, Viewer viewer, Model model) throws SQLException {
        String actor = "user:" + viewer.name();
        BegunRequest begun =
                requests.begin(actor, form.key(), RequestFingerprint.of("POST", "/tokens", form.content()));
        if (!(begun instanceof BegunRequest.New)) {
            throw new IllegalArgumentException(
                    "This form was sent already, and no second token is made. If nobody has the secret, revoke the token and make another one.");
        }
        MadeToken made = make(form, viewer, actor);
        requests.answered(actor, form.key(), 200, null, null);
        return page(made, model);
    }

    /** What certainly made none may be sent again, with another name perhaps. */
    private MadeToken make(TokenForm form, Viewer viewer, String actor) throws SQLException {
        try {
            return tokens.make(
                            form.wantedName(),
                            form.wantedRole(),
                            form.lifetime(),
                            new Decision(viewer.name(), form.why()))
                    .orElseThrow(() -> new IllegalArgumentException("there is a token '" + form.wantedName()
                            + "' that was not revoked: revoke it, or take another name"));
        } catch (IllegalArgumentException e) {
            requests.forget(actor, form.key());
            throw e;
        }
    }

    private String page(@Nullable MadeToken made, Model model) throws SQLException {
        List<Token> all = tokens.list();
        model.addAttribute("made", made);
        model.addAttribute("tokens", all.subList(0, Math.min(LISTED, all.size())));
        model.addAttribute("isCut", all.size() > LISTED);
        model.addAttribute("form", UUID.randomUUID());
        model.addAttribute("days", TokenForm.USUAL_DAYS);
        model.addAttribute("apiPath", apiPath.isBlank() || apiPath.equals("off") ? null : apiPath);
        return "console/pages/tokens";
    }

    @GetMapping("/{number:\\d{1,18}}/revoke")
    String askRevoke(@PathVariable long number, Model model) throws SQLException {
        model.addAttribute(
                "token",
                tokens.list().stream()
                        .filter(token -> token.number() == number && token.revokedAt() == null)
                        .findFirst()
                        .orElseThrow(() -> notThere(number)));
        return "console/pages/revoke";
    }

    @PostMapping("/{number:\\d{1,18}}/revoke")
    String revoke(
            ConsoleOutbox outbox,
            @PathVariable long number,
            @RequestParam(defaultValue = "") String note,
            Viewer viewer,
            RedirectAttributes redirect)
            throws SQLException {
        Token revoked = tokens.revoke(Long.toString(number), new Decision(viewer.name(), Note.of(note)))
                .orElseThrow(() -> notThere(number));
        redirect.addFlashAttribute(
                "said", "The token " + revoked.name() + " is revoked: it is refused from the next request on.");
        return path.redirect("/tokens", outbox, redirect);
    }

    private static NotFoundException notThere(long number) {
        return new NotFoundException("There is no token number " + number + ", or it was revoked already.");
    }
}
