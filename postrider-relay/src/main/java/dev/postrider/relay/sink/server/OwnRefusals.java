package dev.postrider.relay.sink.server;

import dev.postrider.relay.sql.SqlFile;
import java.util.Set;
import java.util.stream.Collectors;

/** Which refusals are one server's own, so that another replica takes over; see {@code own_refusals.txt} beside this class. */
public final class OwnRefusals {
    private static final Set<Integer> LEAVE = codes("leave");
    private static final Set<Integer> STAY = codes("stay");

    private OwnRefusals() {}

    private static Set<Integer> codes(String word) {
        return SqlFile.text(OwnRefusals.class, "own_refusals.txt")
                .lines()
                .map(line -> line.split("\\s+", 3))
                .filter(words -> words.length > 1 && words[1].equals(word) && words[0].matches("\\d+"))
                .map(words -> Integer.valueOf(words[0]))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the reason is this server's own, and stays. */
    public static boolean isItsOwn(int code) {
        return LEAVE.contains(code);
    }

    /** Whether the server answers and is only busy. */
    public static boolean isBusy(int code) {
        return STAY.contains(code);
    }
}
