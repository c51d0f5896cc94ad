package dev.postrider.relay.divide;

import java.util.BitSet;

/** The rows of a batch that go to one shard, as far as a division looks at them. The answers are the same whenever and by whomever it is read. */
public interface Rows {
    /** Which, by their numbers in the batch; not to be changed. */
    BitSet rows();

    /** The rows that have the event type of this one; a set of the caller's own. */
    BitSet alike(int row);

    /** A row's {@code event_date_time} in microseconds since 1970. */
    long time(int row);
}
