package dev.postrider.relay.delivery;

import dev.postrider.relay.batch.EncodedBatch;
import dev.postrider.relay.batch.EventIdentities;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.RowLayout.Column;
import dev.postrider.relay.batch.RowLayout.WireType;
import dev.postrider.relay.batch.SendOutcome;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.sink.Sink;
import dev.postrider.relay.sink.insert.InsertAtWork;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Answers the inserts of one batch as a test has said, one after the other. When nothing more was said, it refuses what has a
 * bad row in it, and stores the rest: once under a token, as long as it remembers tokens. Keeps what was asked of it.
 */
final class ScriptedSink implements Sink {
    /** Its columns are those without which a batch can't be encoded. */
    static final RowLayout LAYOUT = new RowLayout(List.of(
            new Column(EventField.EVENT_ID, new WireType.Whole(8, Long.MAX_VALUE), "UInt64"),
            new Column(EventField.EVENT_TYPE, new WireType.Text(), "String")));

    static final String AT_WORK = "an insert is at work";
    static final String IDLE = "no insert is at work";
    static final String ASKED = "which rows are stored?";
    static final String LOOKED_AT = "what is the table now?";
    static final String LOOKS = "looks";

    /** An insert that came. */
    record Insert(BitSet rows, String token) {}

    final List<String> happened = new ArrayList<>();
    final List<Insert> inserts = new ArrayList<>();
    final BitSet bad = new BitSet();
    boolean remembers = true;
    String definition = "as it was made";
    Consumer<BitSet> beforeInsert = rows -> {};
    Consumer<BitSet> afterInsert = rows -> {};

    private final Deque<Function<Insert, SendOutcome>> answers = new ArrayDeque<>();
    private final Set<String> tokens = new HashSet<>();
    private final List<Integer> stored = new ArrayList<>();
    private int looksAtWork;

    /** These rows and no others. */
    static BitSet rows(int from, int to) {
        BitSet rows = new BitSet();
        rows.set(from, to);
        return rows;
    }

    /** As often as it is asked from now on, before it says that no insert is at work. */
    void isAtWorkFor(int looks) {
        looksAtWork = looks;
    }

    /** It stores these rows already, or stores them now. */
    void store(BitSet rows) {
        rows.stream().forEach(stored::add);
    }

    /** How often it stores a row. */
    long timesStored(int row) {
        return stored.stream().filter(one -> one == row).count();
    }

    void nextIsUnavailable() {
        answers.add(insert -> new SendOutcome.Unavailable(202, "too many queries"));
    }

    /** The outcome is not known; these rows are stored all the same. */
    void nextStoresUnheard(BitSet rows) {
        answers.add(insert -> {
            tokens.add(insert.token());
            store(rows);
            return new SendOutcome.Unknown(0, "the connection broke");
        });
    }

    void nextIsTooLarge() {
        answers.add(insert -> new SendOutcome.Unknown(241, "memory limit exceeded", true));
    }

    private SendOutcome asGoodAs(Insert insert) {
        if (insert.rows().intersects(bad)) {
            return new SendOutcome.Refused(469, "a row is bad");
        }
        if (tokens.add(insert.token()) || !remembers) {
            store(insert.rows());
        }
        return new SendOutcome.Stored();
    }

    @Override
    public SendOutcome send(EncodedBatch batch) {
        Insert insert = new Insert((BitSet) ((SendPart) batch).which().clone(), batch.token());
        beforeInsert.accept(insert.rows());
        happened.add("inserts " + insert.rows());
        inserts.add(insert);
        Function<Insert, SendOutcome> said = answers.poll();
        SendOutcome outcome = said == null ? asGoodAs(insert) : said.apply(insert);
        afterInsert.accept(insert.rows());
        return outcome;
    }

    @Override
    public Optional<BitSet> stored(String outbox, EventIdentities events, BitSet rows) {
        happened.add(ASKED);
        BitSet found = new BitSet();
        stored.forEach(found::set);
        found.and(rows);
        return Optional.of(found);
    }

    @Override
    public Optional<InsertAtWork> atWork(String queryIds) {
        happened.add(looksAtWork > 0 ? AT_WORK : IDLE);
        return looksAtWork-- > 0 ? Optional.of(new InsertAtWork(queryIds, Duration.ZERO)) : Optional.empty();
    }

    @Override
    public boolean remembers(long nanos) {
        return remembers;
    }

    @Override
    public String definition() {
        happened.add(LOOKED_AT);
        return definition;
    }

    @Override
    public void look() {
        happened.add(LOOKS);
    }

    @Override
    public String description() {
        return "a script";
    }

    @Override
    public RowLayout prepare() {
        return LAYOUT;
    }

    @Override
    public boolean isReachable() {
        return true;
    }

    @Override
    public void abort() {}

    @Override
    public void close() {}
}
