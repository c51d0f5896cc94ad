package dev.postrider.server.cli;

import dev.postrider.relay.tools.views.RollupRebuild.Rebuilt;
import dev.postrider.relay.tools.views.ViewsPlan;
import dev.postrider.relay.tools.views.ViewsPlan.Standing;
import dev.postrider.relay.tools.views.ViewsPlan.State;
import java.util.List;
import java.util.Map;

/** What {@code views} prints: SQL to run, with what a person should know of it as comments; or what was done. */
final class ViewsText {

    private ViewsText() {}

    /** A typed view as JSON. */
    record Typed(
            String name,
            String eventType,
            long events,
            Map<String, String> columns,
            Standing standing,
            List<String> losses,
            List<String> notes,
            String statement) {
        static Typed of(ViewsPlan.OfType typed) {
            return new Typed(
                    typed.view().name(),
                    typed.view().of().eventType(),
                    typed.view().of().events(),
                    typed.view().types(),
                    typed.standing(),
                    typed.losses(),
                    typed.view().notes(),
                    typed.view().statement());
        }
    }

    /** A rollup as JSON. */
    record OfRollup(String table, State state, List<String> statements) {
        static OfRollup of(ViewsPlan plan, ViewsPlan.OfRollup rollup) {
            return new OfRollup(rollup.rollup().table(plan.log()), rollup.state(), rollup.statements());
        }
    }

    static void print(ViewsPlan plan, boolean replace, Lines out) {
        out.println("-- Views of " + plan.log().database() + "." + plan.log().table()
                + ". Nothing was changed: --apply makes them.");
        plan.typed().forEach(typed -> print(typed, replace, out));
        plan.rollups().forEach(rollup -> print(plan, rollup, out));
    }

    private static void print(ViewsPlan.OfType typed, boolean replace, Lines out) {
        out.println();
        comment(
                out,
                typed.view().name() + ": " + typed.view().of().events() + " events of the type "
                        + typed.view().of().eventType());
        typed.view().notes().forEach(note -> comment(out, note));
        typed.losses().forEach(loss -> comment(out, "the view that is there would lose a column: " + loss));
        if (typed.standing() == Standing.SAME) {
            comment(out, "It is there, with these columns.");
        } else if (typed.standing() == Standing.LOSES && !replace) {
            comment(out, "It is left as it is; --replace replaces it.");
        } else {
            statement(out, typed.view().statement());
        }
    }

    private static void print(ViewsPlan plan, ViewsPlan.OfRollup rollup, Lines out) {
        out.println();
        String table = rollup.rollup().table(plan.log());
        switch (rollup.state()) {
            case THERE -> comment(out, table + " is there.");
            case TAKEN -> comment(out, taken(plan, rollup));
            case UNFINISHED ->
                comment(out, table + " is there and not filled: postrider views --rebuild " + table + " fills it.");
            case NEW -> {
                comment(
                        out,
                        table + ": run these three while no relay delivers and none has left a batch unacknowledged;"
                                + " --apply does it while delivery goes on.");
                rollup.statements().forEach(statement -> statement(out, statement));
            }
        }
    }

    private static String taken(ViewsPlan plan, ViewsPlan.OfRollup rollup) {
        return rollup.rollup().table(plan.log()) + " or " + rollup.rollup().view(plan.log())
                + " is there already, and was not made by Postrider: it is left as it is.";
    }

    static void printMade(ViewsPlan plan, List<String> made, List<Rebuilt> built, boolean replace, Lines out) {
        for (ViewsPlan.OfType typed : plan.typed()) {
            String name = typed.view().name();
            out.println(
                    made.contains(name)
                            ? "made " + name
                            : name + " is there"
                                    + (typed.losses().isEmpty() ? ", with these columns" : ", and is left as it is"));
            typed.view().notes().forEach(note -> out.println("  " + note));
            if (!replace) {
                typed.losses()
                        .forEach(loss -> out.println("  it would lose a column: " + loss + "; --replace replaces it"));
            }
        }
        for (ViewsPlan.OfRollup rollup : plan.rollups()) {
            if (rollup.state() == State.TAKEN) {
                out.println(taken(plan, rollup));
            } else if (rollup.state() == State.THERE) {
                out.println(rollup.rollup().table(plan.log()) + " is there");
            }
        }
        built.forEach(one -> out.println("made " + one.table() + ", which counts " + one.events() + " events"));
    }

    static void printRebuilt(List<Rebuilt> rebuilt, boolean dryRun, Lines out) {
        for (Rebuilt one : rebuilt) {
            out.println((dryRun ? "would build " : "built ") + one.table() + " anew from the event log's "
                    + one.events() + " events; the old one has counted " + one.before());
            if (one.lost() > 0) {
                out.println("  " + one.lost() + " of these are gone from the event log and "
                        + (dryRun ? "would not be" : "are not") + " in the new one"
                        + (dryRun ? ": it is refused without --without-older" : ""));
            }
            if (!one.kept().isEmpty()) {
                out.println("  the old one " + (dryRun ? "would be" : "is") + " kept as " + one.kept()
                        + "; when it is needed no more: DROP TABLE " + one.kept());
            }
        }
        if (dryRun) {
            out.println("delivery would pause twice for a moment, and go on meanwhile; nothing was changed");
        }
    }

    private static void comment(Lines out, String text) {
        out.println("-- " + text);
    }

    private static void statement(Lines out, String statement) {
        statement.lines().forEach(out::println);
        out.println(";");
    }
}
