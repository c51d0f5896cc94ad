package dev.postrider.relay.sink;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.PartitionBound;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.sink.insert.InsertAtWork;
import dev.postrider.relay.sink.server.ClickHouseSettings;
import dev.postrider.relay.sink.server.Glances;
import dev.postrider.relay.sink.server.OwnRefusals;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.DedupWindow;
import dev.postrider.relay.sink.table.TableKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event log that several servers keep as replicas. One of them serves: the first that is named, as long as it answers. Another
 * takes over when that one does not answer or takes no events, and only if it was proven to have the same table. Thread-safe.
 *
 * <p>A batch whose outcome is not known is sent to the other server under the same token, which replicas know together.
 */
public final class FailoverSink implements Shard {
    private static final Logger log = LoggerFactory.getLogger(FailoverSink.class);
    private static final Duration TEND_EVERY = Duration.ofSeconds(5);
    /** A server that was proven is compared again, as somebody may make its table anew. */
    private static final int PROVE_AGAIN = 12;

    private final List<ClickHouseSink> replicas = new ArrayList<>();
    private final Map<ClickHouseSink, Standing> standings = new HashMap<>();
    private final ReplicaProof proof = new ReplicaProof();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread tending = new Thread(runnable, "postrider-replicas");
        tending.setDaemon(true);
        return tending;
    });
    private volatile Current serving;
    private volatile @Nullable RowLayout layout;
    private volatile @Nullable String acceptedBefore;

    private boolean isTended;
    private long tended;

    /** Who serves, and since when. */
    private record Current(ClickHouseSink sink, Instant since) {}

    /** Connects to nothing yet. */
    FailoverSink(ClickHouseSettings settings) {
        DedupWindow window = new DedupWindow(settings);
        for (ClickHouseSettings one : settings.each()) {
            int place = replicas.size();
            ClickHouseSink replica =
                    new ClickHouseSink(one, new Glances(one, Glances.BRISK), window, () -> isElsewhere(place));
            replicas.add(replica);
            standings.put(replica, new Standing());
        }
        serving = new Current(replicas.get(0), Instant.now());
    }

    private boolean isElsewhere(int place) {
        return replicas.stream()
                .anyMatch(replica ->
                        replica != replicas.get(place) && proof.isProvenNow(replica) && replica.isReachable());
    }

    private interface Question<T> {
        T ask(ClickHouseSink sink) throws SinkException;
    }

    private <T> T ask(Question<T> question) throws SinkException {
        Current now = serving;
        try {
            return question.ask(now.sink());
        } catch (SinkException e) {
            failed(now, 0);
            throw e;
        }
    }

    @Override
    public RowLayout prepare() throws SinkException {
        return prepare(null);
    }

    @Override
    public RowLayout prepare(@Nullable String accepted) throws SinkException {
        acceptedBefore = accepted;
        proof.believe(accepted);
        tendFromNowOn();
        Current now = serving;
        try {
            layout = now.sink().prepare(accepted);
        } catch (SinkException e) {
            layout = null;
            failed(now, 0);
            RowLayout other = layout;
            if (other == null) {
                throw e;
            }
            return other;
        }
        for (ClickHouseSink other : replicas) {
            if (other != now.sink()) {
                // What can't be told now is tried again, and told, from time to time.
                String unused = proof.prove(now.sink(), other);
            }
        }
        return layout;
    }

    /**
     * Whether the server that failed is to be left for another one, and if so, leaves it.
     *
     * @param code what it said about a batch; 0 if it did not answer, or was asked something else
     */
    private synchronized void failed(Current left, int code) {
        if (!serving.equals(left)) {
            return;
        }
        boolean isWell = takesEvents(left.sink());
        if (isWell && !OwnRefusals.isItsOwn(code)) {
            return;
        }
        long now = System.nanoTime();
        ClickHouseSink other = usable(true, left.sink(), now);
        if (other == null && !isWell) {
            other = usable(false, left.sink(), now);
        }
        if (other != null) {
            log.atWarn()
                    .addKeyValue("endpoint", other.description())
                    .addKeyValue("instead_of", left.sink().description())
                    .addKeyValue("which_served_since", left.since())
                    .addKeyValue("code", code)
                    .log("another replica serves now, as the one before does not answer, or takes no events");
            standing(left.sink()).left(now);
            serve(other, now);
            if (!isWell) {
                left.sink().breakOff();
            }
        }
    }

    /** The next one that may take over; null if there is none. One that has failed lately only takes over from a dead one. */
    private @Nullable ClickHouseSink usable(boolean inGoodStanding, ClickHouseSink left, long now) {
        return replicas.stream()
                .filter(other -> other != left && standing(other).mayServe(now) == inGoodStanding && isUsable(other))
                .findFirst()
                .orElse(null);
    }

    private Standing standing(ClickHouseSink replica) {
        return Objects.requireNonNull(standings.get(replica));
    }

    private void serve(ClickHouseSink replica, long now) {
        standing(replica).begins(now);
        serving = new Current(replica, Instant.now());
    }

    private static boolean takesEvents(ClickHouseSink replica) {
        try {
            return !replica.answeredNothingJustNow() && replica.tableKey().takesEvents();
        } catch (SinkException e) {
            return OwnRefusals.isBusy(e.code());
        }
    }

    /** Prepares it too. */
    private boolean isUsable(ClickHouseSink replica) {
        try {
            TableKey key = replica.tableKey();
            if (!key.takesEvents() || !proof.isProven(replica, key)) {
                return false;
            }
            RowLayout there = replica.prepare(acceptedBefore);
            RowLayout wanted = layout;
            if (wanted == null) {
                layout = there;
            }
            return wanted == null || wanted.equals(there);
        } catch (SinkException e) {
            return false;
        }
    }

    private synchronized void tendFromNowOn() {
        if (!isTended) {
            isTended = true;
            Future<?> unused = thread.scheduleWithFixedDelay(
                    this::tend, TEND_EVERY.toMillis(), TEND_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void tend() {
        try {
            proveOthers(serving.sink(), tended++ % PROVE_AGAIN == 0);
            lookAtThoseLeft();
            comeBack();
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("could not look after the replicas; trying again");
        }
    }

    private void proveOthers(ClickHouseSink now, boolean again) {
        for (ClickHouseSink other : replicas) {
            if (other != now && (again || !proof.isProvenNow(other))) {
                try {
                    proof.tell(other, proof.prove(now, other));
                } catch (SinkException e) {
                    log.atError().addKeyValue("endpoint", other.description()).log("{}", e.getMessage());
                }
            }
        }
    }

    /** Those that were left have to be well for a while. */
    private synchronized void lookAtThoseLeft() {
        for (ClickHouseSink replica : replicas) {
            Standing standing = standing(replica);
            if (replica != serving.sink() && standing.wasLeft()) {
                standing.looked(isUsable(replica), System.nanoTime());
            }
        }
    }

    /** To the first, once it has all that the others have. Sends under way end where they are. */
    private synchronized void comeBack() {
        ClickHouseSink first = replicas.get(0);
        Current before = serving;
        long now = System.nanoTime();
        if (before.sink() != first && standing(first).mayServe(now) && proof.isProvenNow(first) && hasCaughtUp(first)) {
            log.atInfo()
                    .addKeyValue("endpoint", first.description())
                    .addKeyValue("instead_of", before.sink().description())
                    .log("the first replica serves again");
            serve(first, now);
        }
    }

    private static boolean hasCaughtUp(ClickHouseSink replica) {
        try {
            TableKey key = replica.tableKey();
            return key.replica() == null || key.replica().lag().isEmpty();
        } catch (SinkException e) {
            return false;
        }
    }

    @Override
    public SendOutcome send(EncodedBatch batch) {
        Current now = serving;
        SendOutcome outcome = now.sink().send(batch);
        if (outcome instanceof SendOutcome.Unknown || outcome instanceof SendOutcome.Unavailable) {
            failed(now, ((SendOutcome.Failed) outcome).code());
        }
        return outcome;
    }

    /** An insert may be at work on a server that served before. */
    @Override
    public Optional<InsertAtWork> atWork(String queryIds) throws SinkException {
        SinkException unknown = null;
        for (ClickHouseSink replica : replicas) {
            try {
                Optional<InsertAtWork> found = replica.atWork(queryIds);
                if (found.isPresent()) {
                    return found;
                }
            } catch (SinkException e) {
                unknown = e;
            }
        }
        if (unknown != null) {
            failed(serving, 0);
            // An answer: that of the servers together. Whether it does depends on what they remember.
            throw new SinkException(String.valueOf(unknown.getMessage()));
        }
        return Optional.empty();
    }

    @Override
    public String definition() throws SinkException {
        return ask(sink -> proof.note(sink.definition(), sink.tableKey(), replicas));
    }

    @Override
    public TableKey tableKey() throws SinkException {
        return ask(ClickHouseSink::tableKey);
    }

    @Override
    public Optional<BitSet> stored(String outbox, EventIdentities events, BitSet rows) throws SinkException {
        return ask(sink -> sink.stored(outbox, events, rows));
    }

    @Override
    public boolean remembers(long nanos) throws SinkException {
        return ask(sink -> sink.remembers(nanos));
    }

    @Override
    public String mark() {
        return serving.sink().mark();
    }

    @Override
    public boolean remembers(String mark, Duration since) throws SinkException {
        return ask(sink -> sink.remembers(mark, since));
    }

    @Override
    public boolean viewsDropRepetitions() throws SinkException {
        return ask(ClickHouseSink::viewsDropRepetitions);
    }

    @Override
    public boolean hasLost(String outbox, EventIdentities events, BitSet rows) throws SinkException {
        return ask(sink -> sink.hasLost(outbox, events, rows));
    }

    @Override
    public EventLog eventLog() {
        return new ServerEventLog(() -> serving.sink().source(this::atWork));
    }

    @Override
    public List<Serving> serving() {
        Current now = serving;
        return List.of(new Serving(
                now.sink().endpoint(),
                now.sink().qualifiedTable(),
                now.since(),
                replicas.stream()
                        .filter(replica -> replica != now.sink())
                        .map(replica -> new Serving.Other(replica.endpoint(), proof.isProvenNow(replica)))
                        .toList()));
    }

    /** Of the one that serves. */
    @Override
    public String description() {
        return serving.sink().description();
    }

    @Override
    public @Nullable PartitionBound partitionBound() {
        return serving.sink().partitionBound();
    }

    @Override
    public void look() {
        serving.sink().look();
    }

    /** Whether any answers. */
    @Override
    public boolean isReachable() {
        return replicas.stream().anyMatch(ClickHouseSink::isReachable);
    }

    @Override
    public void abort() {
        replicas.forEach(ClickHouseSink::abort);
    }

    @Override
    public void breakOff() {
        replicas.forEach(ClickHouseSink::breakOff);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        replicas.forEach(ClickHouseSink::close);
    }
}
