package dev.postrider.benchmarks.stage;

import dev.postrider.benchmarks.result.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * Contenders that take turns: all of them once, then all of them again, so that whatever the machine does meanwhile meets them
 * alike.
 *
 * @param <T> what one turn measures
 */
public final class Rounds<T> {
    private final Map<String, List<T>> turns = new LinkedHashMap<>();

    private Rounds() {}

    /**
     * Runs the contenders in their order, round after round: first those rounds that warm up and don't count, as many as the
     * stage's length says.
     *
     * @param contenders by name, in the order of their turns
     * @throws Exception what a contender threw
     */
    public static <T> Rounds<T> take(Stage stage, Map<String, Callable<T>> contenders) throws Exception {
        return take(stage, stage.length().warmUps(), stage.length().rounds(), contenders);
    }

    /** The same with other numbers of rounds. */
    public static <T> Rounds<T> take(Stage stage, int warmUps, int rounds, Map<String, Callable<T>> contenders)
            throws Exception {
        Rounds<T> taken = new Rounds<>();
        contenders.keySet().forEach(name -> taken.turns.put(name, new ArrayList<>()));
        for (int round = 1 - warmUps; round <= rounds; round++) {
            for (Map.Entry<String, Callable<T>> contender : contenders.entrySet()) {
                T measured = contender.getValue().call();
                stage.say((round < 1 ? "warm-up" : "round " + round) + " " + contender.getKey() + ": " + measured);
                if (round >= 1) {
                    taken.of(contender.getKey()).add(measured);
                }
            }
        }
        return taken;
    }

    private List<T> of(String contender) {
        List<T> of = turns.get(contender);
        if (of == null) {
            throw new IllegalArgumentException("no contender '" + contender + "' among " + turns.keySet());
        }
        return of;
    }

    /** The contenders in the order of their turns. */
    public List<String> names() {
        return List.copyOf(turns.keySet());
    }

    /** What a contender measured in the rounds that count, in their order. */
    public List<T> turns(String contender) {
        return List.copyOf(of(contender));
    }

    /** One value of each of a contender's turns. */
    public Figure figure(String name, String unit, String contender, ToDoubleFunction<T> value) {
        return new Figure(
                name, unit, of(contender).stream().map(value::applyAsDouble).toList());
    }

    /** The median of one value of a contender's turns. */
    public double median(String contender, ToDoubleFunction<T> value) {
        return figure(contender, "", contender, value).median();
    }

    /** Of the medians of one value of two contenders. */
    public double ratio(String contender, String other, ToDoubleFunction<T> value) {
        return median(contender, value) / median(other, value);
    }
}
