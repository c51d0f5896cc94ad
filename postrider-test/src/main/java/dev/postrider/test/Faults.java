package dev.postrider.test;

import java.time.Duration;

/**
 * What a {@link FaultProxy} does to the connections at this moment.
 *
 * @param choice rises with every choice of a mode, the same one again included: counters start anew
 * @param requestBytes how many the server still gets of each connection, where the mode is {@code CUT_REQUESTS}
 * @param bytesPerSecond of each direction of a connection; {@link Long#MAX_VALUE} = no limit
 */
record Faults(long choice, Mode mode, long requestBytes, Duration latency, long bytesPerSecond) {
    enum Mode {
        PASS,
        REFUSE,
        BLACKHOLE,
        CUT_RESPONSES,
        CUT_REQUESTS
    }

    static Faults none() {
        return new Faults(0, Mode.PASS, 0, Duration.ZERO, Long.MAX_VALUE);
    }

    Faults ended() {
        return new Faults(choice + 1, Mode.PASS, 0, Duration.ZERO, Long.MAX_VALUE);
    }

    Faults with(Mode newMode, long newRequestBytes) {
        return new Faults(choice + 1, newMode, newRequestBytes, latency, bytesPerSecond);
    }

    Faults withLatency(Duration newLatency) {
        return new Faults(choice, mode, requestBytes, newLatency, bytesPerSecond);
    }

    Faults withBandwidth(long newBytesPerSecond) {
        return new Faults(choice, mode, requestBytes, latency, newBytesPerSecond);
    }
}
