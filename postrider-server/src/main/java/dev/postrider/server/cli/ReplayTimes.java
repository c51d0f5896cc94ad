package dev.postrider.server.cli;

import dev.postrider.relay.tools.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The times of a replay. A time such as {@code -2h} is another one at each call, so a replay that was broken off would not be found
 * by it again: then the command is shown with the times that it means.
 */
final class ReplayTimes {

    private static final String FROM = "--from";
    private static final String BEFORE = "--before";
    private static final String DELIVERED_FROM = "--delivered-from";
    private static final String DELIVERED_BEFORE = "--delivered-before";

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec = CommandSpec.create();

    @Option(
            names = {FROM, "--since"},
            paramLabel = "TIME",
            description = "events of that time or later" + TypedTime.HELP)
    @Nullable
    TypedTime from;

    @Option(names = BEFORE, paramLabel = "TIME", description = "events of before then")
    @Nullable
    TypedTime before;

    @Option(names = DELIVERED_FROM, paramLabel = "TIME", description = "delivered then or later")
    @Nullable
    TypedTime deliveredFrom;

    @Option(names = DELIVERED_BEFORE, paramLabel = "TIME", description = "delivered before then")
    @Nullable
    TypedTime deliveredBefore;

    /** The events' own times; null for all. */
    @Nullable
    Period published() {
        return period(FROM, from, BEFORE, before);
    }

    /** When their batches were acknowledged; null for all. */
    @Nullable
    Period delivered() {
        return period(DELIVERED_FROM, deliveredFrom, DELIVERED_BEFORE, deliveredBefore);
    }

    private @Nullable Period period(
            String sinceName, @Nullable TypedTime since, String beforeName, @Nullable TypedTime end) {
        TypedTime.requireSome(spec, sinceName, since, beforeName, end);
        return since == null && end == null ? null : new Period(TypedTime.meaning(since), TypedTime.meaning(end));
    }

    /** Whether the same command means another replay later. */
    boolean move() {
        return given().values().stream().anyMatch(TypedTime::moves);
    }

    /** The command as it was typed, but with the times that it means. */
    String command() {
        Map<String, String> times = new LinkedHashMap<>();
        given().forEach((name, time) -> times.put(name, time.at().toString()));
        return command(times);
    }

    /** The command as it was typed, but with the times of another replay, whose criteria are as the ledger has them. */
    String commandOf(String criteria) {
        JsonNode there = JsonMapper.shared().readTree(criteria);
        Map<String, String> times = new LinkedHashMap<>();
        given().forEach((name, time) -> {
            JsonNode period = there.path(name.startsWith("--delivered") ? "delivered" : "published");
            times.put(name, period.path(name.endsWith("before") ? 1 : 0).asString());
        });
        return command(times);
    }

    private Map<String, TypedTime> given() {
        Map<String, TypedTime> given = new LinkedHashMap<>();
        put(given, FROM, from);
        put(given, BEFORE, before);
        put(given, DELIVERED_FROM, deliveredFrom);
        put(given, DELIVERED_BEFORE, deliveredBefore);
        return given;
    }

    private static void put(Map<String, TypedTime> given, String name, @Nullable TypedTime time) {
        if (time != null) {
            given.put(name, time);
        }
    }

    private String command(Map<String, String> times) {
        List<String> words = new ArrayList<>(List.of("postrider"));
        List<String> typed = spec.root().commandLine().getParseResult().originalArgs();
        for (int i = 0; i < typed.size(); i++) {
            String word = typed.get(i);
            String name = word.replaceFirst("=.*", "").replaceFirst("^--since$", FROM);
            if (times.containsKey(name)) {
                words.add(name + "=" + times.get(name));
                i += word.contains("=") ? 0 : 1;
            } else {
                words.add(quoted(word));
            }
        }
        return String.join(" ", words);
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_=:.,+/@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
