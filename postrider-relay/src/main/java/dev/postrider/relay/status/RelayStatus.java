package dev.postrider.relay.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a relay is doing, at one moment.
 *
 * @param state what it is doing
 * @param since when that began
 * @param fence the lease's fence under which it is or was last active; 0 if never
 * @param lagNanos the age of the oldest event not yet delivered, by any relay, as last measured; null if that is not known
 * @param outage the outage under way; null if there is none
 * @param inFlight batches planned by this relay and not acknowledged yet
 * @param pendingOfShards of each shard of the event log, batches in flight whose events it has not stored yet; empty if none is in
 *     flight
 * @param settingAside the newest batch of which events are being set aside; null if there is none
 */
public record RelayStatus(
        RelayState state,
        Instant since,
        long fence,
        @Nullable Long lagNanos,
        @Nullable Outage outage,
        int inFlight,
        List<Integer> pendingOfShards,
        @Nullable SettingAside settingAside) {

    /** Copies the list. */
    public RelayStatus {
        pendingOfShards = List.copyOf(pendingOfShards);
    }

    /** The age of the oldest event that is committed and not delivered; zero if none waits, empty if it is not known. */
    public Optional<Duration> lag() {
        return Optional.ofNullable(lagNanos).map(Duration::ofNanos);
    }

    /** The events that are being set aside. */
    public Optional<SettingAside> currentlySettingAside() {
        return Optional.ofNullable(settingAside);
    }

    RelayStatus withOutage(@Nullable Outage now) {
        return new RelayStatus(state, since, fence, lagNanos, now, inFlight, pendingOfShards, settingAside);
    }

    RelayStatus withSettingAside(@Nullable SettingAside now) {
        return new RelayStatus(state, since, fence, lagNanos, outage, inFlight, pendingOfShards, now);
    }

    RelayStatus withLag(@Nullable Long nanos) {
        return new RelayStatus(state, since, fence, nanos, outage, inFlight, pendingOfShards, settingAside);
    }

    RelayStatus withInFlight(int batches, List<Integer> ofShards) {
        return new RelayStatus(state, since, fence, lagNanos, outage, batches, ofShards, settingAside);
    }

    RelayStatus withState(RelayState now, Instant begin, long underFence) {
        return new RelayStatus(now, begin, underFence, lagNanos, outage, inFlight, pendingOfShards, settingAside);
    }

    /** The outage under way. */
    public Optional<Outage> currentOutage() {
        return Optional.ofNullable(outage);
    }
}
