package dev.postrider.relay.sink;

import java.util.List;

/** A sink that can be asked what it has stored: what verification, repair and replay need. */
public interface QueryableSink extends Sink {

    /** What the sink has stored, for those who ask; usable until the sink is closed. */
    @Override
    EventLog eventLog();

    /** The sinks of {@link #shards}, each to be asked by itself. */
    default List<QueryableSink> each() {
        return List.of(this);
    }

    /** Breaks off whatever waits for an answer, questions too; what comes next gets connections of its own. */
    void breakOff();
}
