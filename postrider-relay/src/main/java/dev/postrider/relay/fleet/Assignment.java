package dev.postrider.relay.fleet;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which process is the first choice for which outbox: rendezvous hashing with bounded load. Whoever is given the same names comes
 * to the same result, in whatever order they are; and when a process comes or goes, few outboxes move but those that have to.
 *
 * <p>Outboxes that have the same members are shared evenly among these: each gets their number divided by the members', rounded
 * down or up. What else a process delivers from does not matter, since not everybody may know of it.
 */
final class Assignment {

    /** How much an outbox and a process suit each other. */
    private record Fit(long score, String outbox, String member) {
        /** The best first; of equals, which are all but impossible, the one whose names come first. */
        static final Comparator<Fit> BEST_FIRST = Comparator.comparingLong(Fit::score)
                .reversed()
                .thenComparing(Fit::outbox)
                .thenComparing(Fit::member);
    }

    private Assignment() {}

    /**
     * Assigns each outbox to one of its members.
     *
     * @param members the names of each outbox's members
     * @return the first choice for each outbox that has a member
     */
    static Map<String, String> of(Map<String, Set<String>> members) {
        Map<Set<String>, Set<String>> outboxesByMembers = new HashMap<>();
        members.forEach((outbox, names) -> outboxesByMembers
                .computeIfAbsent(names, unused -> new TreeSet<>())
                .add(outbox));
        Map<String, String> choices = new TreeMap<>();
        outboxesByMembers.forEach((names, outboxes) -> choices.putAll(shared(outboxes, names)));
        return choices;
    }

    private static Map<String, String> shared(Set<String> outboxes, Set<String> members) {
        if (members.isEmpty()) {
            return Map.of();
        }
        int least = outboxes.size() / members.size();
        // so many members have one more
        int larger = outboxes.size() % members.size();
        Map<String, Integer> loads = new HashMap<>();
        Map<String, String> choices = new HashMap<>();
        for (Fit fit : fits(outboxes, members)) {
            int load = loads.getOrDefault(fit.member(), 0);
            boolean hasRoom = load < least || (load == least && larger > 0);
            if (hasRoom && !choices.containsKey(fit.outbox())) {
                choices.put(fit.outbox(), fit.member());
                loads.put(fit.member(), load + 1);
                larger -= load == least ? 1 : 0;
            }
        }
        return choices;
    }

    private static List<Fit> fits(Set<String> outboxes, Set<String> members) {
        List<Fit> fits = new ArrayList<>(outboxes.size() * members.size());
        for (String outbox : outboxes) {
            for (String member : members) {
                fits.add(new Fit(score(outbox, member), outbox, member));
            }
        }
        fits.sort(Fit.BEST_FIRST);
        return fits;
    }

    /** The same in every process and version: or processes of two versions would never agree. */
    private static long score(String outbox, String member) {
        try {
            byte[] names = (member + "\n" + outbox).getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(names);
            long score = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                score = (score << Byte.SIZE) | (digest[i] & 0xff);
            }
            return score;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
