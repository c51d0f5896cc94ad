package dev.postrider.relay.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AssignmentTest {
    private static final List<String> HUNDRED =
            IntStream.range(0, 100).mapToObj(n -> "outbox " + n).toList();

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    private static List<String> names(int seed, int number) {
        Random random = new Random(seed);
        return IntStream.range(0, number)
                .mapToObj(n -> "host-" + random.nextInt(1_000) + "/" + random.nextInt(60_000) + "/"
                        + Integer.toHexString(random.nextInt()))
                .toList();
    }

    private static Map<String, String> assigned(List<String> outboxes, List<String> members) {
        return Assignment.of(
                outboxes.stream().collect(Collectors.toMap(Function.identity(), outbox -> Set.copyOf(members))));
    }

    private static List<Integer> shares(Map<String, String> choices, List<String> members) {
        return members.stream()
                .map(member -> Collections.frequency(choices.values(), member))
                .toList();
    }

    private static List<String> moved(Map<String, String> before, Map<String, String> after) {
        return before.keySet().stream()
                .filter(outbox -> !Objects.equals(before.get(outbox), after.get(outbox)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aHundredOutboxesAreSharedEvenlyByThreeProcesses(int seed) {
        List<String> members = names(seed, 3);

        Map<String, String> choices = assigned(HUNDRED, members);

        assertThat(choices).hasSize(100);
        assertThat(shares(choices, members)).containsExactlyInAnyOrder(33, 33, 34);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noShareIsLargerOrSmallerThanAnotherByMoreThanOne(int seed) {
        for (int processes = 1; processes <= 8; processes++) {
            List<String> members = names(seed, processes);
            for (int outboxes = 1; outboxes <= 20; outboxes++) {
                Map<String, String> choices = assigned(HUNDRED.subList(0, outboxes), members);

                List<Integer> shares = shares(choices, members);
                assertThat(choices).hasSize(outboxes);
                assertThat(Collections.max(shares) - Collections.min(shares))
                        .as("%d outboxes of %d processes: %s", outboxes, processes, shares)
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aNewcomerTakesItsShareAndLittleElseMoves(int seed) {
        List<String> members = names(seed, 4);

        Map<String, String> before = assigned(HUNDRED, members.subList(0, 3));
        Map<String, String> after = assigned(HUNDRED, members);

        assertThat(shares(after, members)).containsOnly(25);
        assertThat(moved(before, after)).hasSizeLessThan(25 + 8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theShareOfOneThatLeavesIsDividedAndLittleElseMoves(int seed) {
        List<String> members = names(seed, 4);
        Map<String, String> before = assigned(HUNDRED, members);

        Map<String, String> after = assigned(HUNDRED, members.subList(0, 3));

        assertThat(moved(before, after).stream()
                        .filter(outbox -> !members.get(3).equals(before.get(outbox))))
                .hasSizeLessThan(8);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theOrderOfNamesDoesNotMatter(int seed) {
        List<String> members = new ArrayList<>(names(seed, 5));
        Map<String, String> choices = assigned(HUNDRED, members);
        List<String> outboxes = new ArrayList<>(HUNDRED);
        Collections.shuffle(outboxes, new Random(seed));
        Collections.shuffle(members, new Random(seed));
        Map<String, Set<String>> shuffled = new LinkedHashMap<>();
        outboxes.forEach(outbox -> shuffled.put(outbox, new LinkedHashSet<>(members)));

        assertThat(Assignment.of(shuffled)).isEqualTo(choices);
    }

    @Test
    void oneProcessGetsEverything() {
        assertThat(assigned(HUNDRED, List.of("alone")).values()).hasSize(100).containsOnly("alone");
    }

    @Test
    void ofMoreProcessesThanOutboxesEachGetsOneAtTheMost() {
        List<String> members = names(7, 10);
        Map<String, String> choices = assigned(HUNDRED.subList(0, 4), members);

        assertThat(choices.values()).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void outboxesAreSharedByThoseThatNameThemWhateverElseTheseName() {
        Set<String> both = Set.of("a", "b");
        Map<String, Set<String>> seenByA = Map.of("1", Set.of("a"), "2", Set.of("a"), "3", both, "4", both);
        Map<String, Set<String>> seenByB = Map.of("3", both, "4", both, "5", Set.of("b"));

        Map<String, String> choicesOfA = Assignment.of(seenByA);
        Map<String, String> choicesOfB = Assignment.of(seenByB);

        assertThat(choicesOfA).containsEntry("1", "a").containsEntry("2", "a");
        assertThat(choicesOfB).containsEntry("5", "b");
        assertThat(choicesOfA.get("3")).isEqualTo(choicesOfB.get("3")).isNotEqualTo(choicesOfA.get("4"));
        assertThat(choicesOfA.get("4")).isEqualTo(choicesOfB.get("4"));
    }

    @Test
    void anOutboxWithoutMembersIsNobodys() {
        assertThat(Assignment.of(Map.of("lost", new TreeSet<>()))).isEmpty();
    }

    /** Processes of two versions have to agree: if this changes, they share nothing while a new version is rolled out. */
    @Test
    void theResultNeverChanges() {
        assertThat(assigned(List.of("one", "two", "three", "four"), List.of("x", "y")))
                .isEqualTo(Map.of("one", "x", "two", "x", "three", "y", "four", "y"));
    }
}
