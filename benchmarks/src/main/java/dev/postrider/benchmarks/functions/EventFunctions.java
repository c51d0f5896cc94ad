package dev.postrider.benchmarks.functions;

import dev.postrider.outbox.Event;
import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSettings;
import dev.postrider.relay.batch.RowLayout;
import dev.postrider.relay.batch.RowLayout.Column;
import dev.postrider.relay.batch.RowLayout.WireType;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.encode.NativeEncoder;
import dev.postrider.relay.encode.RowBuffer;
import dev.postrider.relay.read.ContentToken;
import dev.postrider.relay.read.RowSums;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What JMH calls. An operation is one event, an invocation a batch of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventFunctions {
    private static final String OUTBOX = "benchmark";
    private static final WireType TEXT = new WireType.Text();
    private static final WireType NUMBER = new WireType.Whole(Long.BYTES, Long.MAX_VALUE);

    /** The columns of the table that the relay makes itself. */
    private static final RowLayout LAYOUT = new RowLayout(List.of(
            new Column(EventField.EVENT_TYPE, TEXT, "LowCardinality(String)"),
            new Column(EventField.EVENT_DATE_TIME, new WireType.Time(6), "DateTime64(6, 'UTC')"),
            new Column(EventField.ENVIRONMENT, TEXT, "LowCardinality(String)"),
            new Column(EventField.EVENT_CONTEXT, TEXT, "String"),
            new Column(EventField.METADATA_VERSION, NUMBER, "UInt64"),
            new Column(EventField.EVENT_ID, NUMBER, "UInt64"),
            new Column(EventField.OUTBOX, TEXT, "LowCardinality(String)"),
            new Column(EventField.TRACE_PARENT, TEXT, "String")));

    private final CopyRows rows = new CopyRows();
    private final RowBuffer buffer = new RowBuffer();
    private final RowSums sums = new RowSums();
    private final Outbox outbox = Outbox.create(OutboxSettings.defaults());

    /** An object of the application's. */
    public record UserCreated(String email, String firstName, String lastName, int plan, List<String> tags) {}

    private final UserCreated created =
            new UserCreated("user4711@example.com", "First4711", "Last4711", 1, List.of("a", "b"));

    /** From PostgreSQL's bytes to ClickHouse's columns. */
    @Benchmark
    @OperationsPerInvocation(CopyRows.COUNT)
    public int encode() {
        buffer.clear(Long.MAX_VALUE);
        rows.forEach(new NativeEncoder(LAYOUT, OUTBOX, buffer));
        return buffer.rows();
    }

    /** A batch's token: SHA-256 of its rows. */
    @Benchmark
    @OperationsPerInvocation(CopyRows.COUNT)
    public String hashForToken() {
        ContentToken token = ContentToken.ofResend(OUTBOX, 1);
        rows.forEach((txid, bytes, offset, length) -> token.add(bytes, offset, length));
        return token.hexadecimal();
    }

    /** A batch's sums, by which it can be verified: xxHash64 of each column of each row. */
    @Benchmark
    @OperationsPerInvocation(CopyRows.COUNT)
    public long hashForSums() {
        rows.forEach((txid, bytes, offset, length) -> sums.read(bytes, offset));
        return sums.eventId();
    }

    /** From an object to the event that {@code publish} writes. */
    @Benchmark
    public Event publishAsJson() {
        return outbox.toEvent(created);
    }
}
