package dev.postrider.benchmarks.drain;

import dev.postrider.benchmarks.stage.Window.Used;

/**
 * One contender's turn over all events.
 *
 * @param deliverySeconds without the relay's start; for a floor the whole turn
 */
record Turn(Used used, double deliverySeconds) {
    static Turn ofFloor(Used used) {
        return new Turn(used, used.seconds());
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
