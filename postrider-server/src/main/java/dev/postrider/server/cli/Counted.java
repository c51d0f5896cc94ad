package dev.postrider.server.cli;

/** Numbers of things, as people say them: {@code 1 event}, {@code 2 events}, {@code 3 batches}. */
final class Counted {

    private Counted() {}

    /** @param noun in the singular */
    static String of(long number, String noun) {
        return number + " " + (number == 1 ? noun : noun.endsWith("ch") ? noun + "es" : noun + "s");
    }

    /** The form of a verb for so many: {@code waits} for one, {@code wait} for others. */
    static String verb(long number, String one, String others) {
        return number == 1 ? one : others;
    }
}
