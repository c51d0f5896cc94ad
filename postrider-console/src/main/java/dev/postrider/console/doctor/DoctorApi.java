package dev.postrider.console.doctor;

import dev.postrider.console.answer.DoctorFindings;
import dev.postrider.console.api.ApiController;
import dev.postrider.console.doctor.Rounds.Round;
import dev.postrider.console.outbox.ConsoleOutbox;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The doctor's findings by the admin API. */
@ApiController
@RequestMapping("${postrider.console.api-path}/doctor")
final class DoctorApi {
    private final Rounds rounds;

    DoctorApi(Rounds rounds) {
        this.rounds = rounds;
    }

    /** What was found within the last minute serves, unless it is to be now. */
    @GetMapping
    DoctorFindings findings(ConsoleOutbox outbox, @RequestParam(defaultValue = "false") boolean now) {
        Round round = now ? rounds.make(outbox) : rounds.recent(outbox);
        return DoctorFindings.of(round.at(), round.report());
    }
}
