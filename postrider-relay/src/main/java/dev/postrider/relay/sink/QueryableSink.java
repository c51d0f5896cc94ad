package dev.postrider.relay.sink;

/** A sink that can be asked what it has stored: what verification, repair and replay need. */
public interface QueryableSink extends Sink {

    /** What the sink has stored, for those who ask; usable until the sink is closed. */
    @Override
    EventLog eventLog();

    /** Breaks off whatever waits for an answer, questions too; what comes next gets connections of its own. */
    void breakOff();
}
