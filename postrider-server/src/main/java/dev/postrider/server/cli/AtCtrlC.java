package dev.postrider.server.cli;

/** Says something to a person who ends the command while something goes on elsewhere. One thread; whoever makes it closes it. */
final class AtCtrlC implements AutoCloseable {
    private final Thread atEnd;

    AtCtrlC(Output output, String line) {
        this.atEnd = new Thread(() -> output.say(line), "postrider-goes-on");
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException isEnding) {
            // then it is said
        }
    }
}
