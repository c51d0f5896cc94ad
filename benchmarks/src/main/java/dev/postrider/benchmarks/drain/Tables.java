package dev.postrider.benchmarks.drain;

/** Who keeps the event log. */
enum Tables {
    PLAIN("plain table"),
    REPLICATED("replicated table");

    private final String label;

    Tables(String label) {
        this.label = label;
    }

    /** For people. */
    String label() {
        return label;
    }

    String relay() {
        return "relay: " + label;
    }

    String floor() {
        return "floor, insert of what we send: " + label;
    }
}
