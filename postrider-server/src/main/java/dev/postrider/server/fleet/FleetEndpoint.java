package dev.postrider.server.fleet;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.postrider.relay.fleet.Member;
import dev.postrider.relay.fleet.Member.SharedOutbox;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/fleet}: which process has which outbox, as this process sees it. */
@Endpoint(id = "fleet")
final class FleetEndpoint {

    private final Member member;

    FleetEndpoint(Member member) {
        this.member = member;
    }

    /**
     * What is shown.
     *
     * @param process this process's name
     * @param led outboxes that it leads
     */
    record View(String process, long led, List<OutboxView> outboxes) {}

    /**
     * An outbox.
     *
     * @param leader the process that delivers; null if none does
     * @param firstChoice the process that should; null if that is not known
     * @param members all processes that share it
     * @param secondsAgo when it was seen so
     */
    record OutboxView(
            String outbox,
            @Nullable String leader,
            @JsonProperty("first_choice") @Nullable String firstChoice,
            List<String> members,
            @JsonProperty("seconds_ago") double secondsAgo) {

        static OutboxView of(SharedOutbox outbox) {
            return new OutboxView(
                    outbox.outbox(),
                    outbox.leader(),
                    outbox.firstChoice(),
                    outbox.members(),
                    outbox.age().toMillis() / 1e3);
        }
    }

    @ReadOperation
    View view() {
        List<SharedOutbox> outboxes = member.outboxes();
        return new View(
                member.name(),
                outboxes.stream()
                        .filter(outbox -> member.name().equals(outbox.leader()))
                        .count(),
                outboxes.stream().map(OutboxView::of).toList());
    }
}
