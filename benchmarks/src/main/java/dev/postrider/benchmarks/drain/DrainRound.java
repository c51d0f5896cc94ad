package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.stage.Window.Used;

/**
 * One contender's turn over all events.
 *
 * @param deliverySeconds without the relay's start; for a floor the whole turn
 */
record DrainRound(Used used, double deliverySeconds) {
    static DrainRound ofFloor(Used used) {
        return new DrainRound(used, used.seconds());
    }

    /** Of wall time. */
    double seconds() {
        return used.seconds();
    }

    /** Of all sides. */
    double cpuSeconds() {
        return used.cpu().total();
    }
}
