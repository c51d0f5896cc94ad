package dev.postrider.relay.fleet;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * This process as one of those that share outboxes. Each process shows in the database of every outbox that it names that it is
 * alive, and sees there who else is; there is no other place where they would have to meet, and no address to be told.
 *
 * <p>Thread-safe.
 */
public final class Member {
    private final FleetProcess self;
    private final Duration leaseTerm;
    private final Picture picture;
    private final AtomicInteger turns = new AtomicInteger();

    /**
     * Looks at nothing yet.
     *
     * @param name what people call this process; no other's in the fleet
     * @param leaseTerm how long a lease lasts; a process that is silent for three quarters of it counts as dead
     */
    public Member(String name, Duration leaseTerm) {
        this.self = new FleetProcess(UUID.randomUUID().toString().substring(0, 8), name);
        this.leaseTerm = leaseTerm;
        this.picture = new Picture(self, leaseTerm);
    }

    /** The host, the number of the process there, and something random. */
    public static String defaultName() {
        return System.getenv().getOrDefault("HOSTNAME", "relay") + "/"
                + ProcessHandle.current().pid() + "/"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /** What people call this process. */
    public String name() {
        return self.name();
    }

    /** The turns of a relay of this process: one for each relay. */
    public Turn turn(String outbox, DataSource dataSource) {
        Duration signLasts = leaseTerm.multipliedBy(3).dividedBy(4);
        Seat seat = new Seat(dataSource, self, signLasts, System::nanoTime);
        return new FleetTurn(outbox, ownerPrefix(self) + turns.incrementAndGet(), this, seat, System::nanoTime);
    }

    /**
     * An outbox as this process last saw it.
     *
     * @param outbox its name
     * @param leader the name of the process that holds the lease, or the lease's owner if that is no member; null if nobody does
     * @param firstChoice the name of the process that should hold it; null if that is not known
     * @param members the names of all processes that share it and are alive
     * @param age how long ago it was seen: what is older than a few seconds may be over
     */
    public record SharedOutbox(
            String outbox,
            @Nullable String leader,
            @Nullable String firstChoice,
            List<String> members,
            Duration age) {}

    /** Every outbox that was seen so far, by name. */
    public List<SharedOutbox> outboxes() {
        long now = System.nanoTime();
        return picture.sights().entrySet().stream()
                .map(seen -> shared(seen.getKey(), seen.getValue(), now))
                .toList();
    }

    private SharedOutbox shared(String outbox, Sight sight, long now) {
        FleetProcess first = picture.firstChoice(outbox, now);
        return new SharedOutbox(
                outbox,
                sight.leaseIsFree() ? null : leader(sight),
                first == null ? null : first.name(),
                picture.members(outbox, now).stream()
                        .map(FleetProcess::name)
                        .sorted()
                        .toList(),
                Duration.ofNanos(now - sight.nanos()));
    }

    private static String leader(Sight sight) {
        return sight.signs().keySet().stream()
                .filter(peer -> sight.owner().startsWith(ownerPrefix(peer)))
                .map(FleetProcess::name)
                .findFirst()
                .orElse(sight.owner());
    }

    /** What the owners of leases have in common that are relays of one process. */
    private static String ownerPrefix(FleetProcess peer) {
        return peer.name() + "/" + peer.process() + "-";
    }

    FleetProcess self() {
        return self;
    }

    Picture picture() {
        return picture;
    }

    Duration leaseTerm() {
        return leaseTerm;
    }
}
