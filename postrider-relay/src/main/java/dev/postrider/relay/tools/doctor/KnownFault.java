package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.server.VersionNumbers;
import dev.postrider.relay.sql.SqlFile;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A fault of a server that touches delivery; see {@code known_faults.txt} beside this class.
 *
 * @param versions none if nobody knows them
 * @param what happens
 * @param sources addresses of what its makers say of it
 * @param notMet why delivery does not meet it as a rule; null if it does
 */
record KnownFault(
        DatabaseServer server,
        List<VersionRange> versions,
        FaultCondition condition,
        String what,
        List<String> sources,
        String remedy,
        @Nullable String notMet) {
    private static final int FIELDS = 7;

    private static final List<KnownFault> ALL = SqlFile.text(KnownFault.class, "known_faults.txt")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(KnownFault::of)
            .toList();

    /** All that are known, in the order of the file. */
    static List<KnownFault> all() {
        return ALL;
    }

    static List<KnownFault> of(DatabaseServer server) {
        return ALL.stream().filter(fault -> fault.server == server).toList();
    }

    private static KnownFault of(String line) {
        String[] fields = line.split(" \\| ", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("a known fault has " + FIELDS + " fields: " + line);
        }
        return new KnownFault(
                DatabaseServer.titled(fields[0]),
                fields[1].equals("?")
                        ? List.of()
                        : parts(fields[1]).map(VersionRange::of).toList(),
                FaultCondition.of(fields[2]),
                fields[3],
                parts(fields[4]).toList(),
                fields[5],
                fields[6].equals("-") ? null : fields[6]);
    }

    private static Stream<String> parts(String field) {
        return Arrays.stream(field.split(", ", -1));
    }

    boolean isIn(VersionNumbers version) {
        return versions.stream().anyMatch(range -> range.contains(version));
    }

    /** Its sources, as a sentence's end has them. */
    String see() {
        return "See " + String.join(" and ", sources);
    }
}
