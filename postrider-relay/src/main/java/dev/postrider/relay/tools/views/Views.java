package dev.postrider.relay.tools.views;

import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.view.LogShape;
import dev.postrider.relay.sink.view.LogViews;
import dev.postrider.relay.sink.view.LogViews.TableBeside;
import dev.postrider.relay.sink.view.Rollup;
import dev.postrider.relay.sink.view.TypeFields;
import dev.postrider.relay.sink.view.TypedView;
import dev.postrider.relay.tools.Period;
import dev.postrider.relay.tools.views.ViewsPlan.OfRollup;
import dev.postrider.relay.tools.views.ViewsPlan.OfType;
import dev.postrider.relay.tools.views.ViewsPlan.Standing;
import dev.postrider.relay.tools.views.ViewsPlan.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plans views of an event log from what its events hold, and makes the typed ones. Rollups are made by {@link RollupRebuild}, since
 * that takes a moment without delivery. Thread-safe; writes nothing but what {@link #make} says.
 */
public final class Views {
    private final LogViews log;
    private final Types found;

    /** Finds out what the events of each type hold. */
    @FunctionalInterface
    interface Types {
        List<TypeFields> of(LogShape log, @Nullable Period published) throws SinkException;
    }

    /**
     * Connects to nothing yet.
     *
     * @param log one shard
     */
    public Views(EventLog log) {
        this.log = log.views();
        this.found = (shape, published) -> TypesOfShards.ofOne(this.log, shape, published);
    }

    private Views(EventLog shard, Types found) {
        this.log = shard.views();
        this.found = found;
    }

    /**
     * For each shard of an event log, in their order: a type has the same view on all, whichever of them holds its events. What the
     * events hold is found out once. Connects to nothing yet.
     */
    public static List<Views> ofEach(EventLog log) {
        if (log.shards().size() == 1) {
            return List.of(new Views(log));
        }
        TypesOfShards types = new TypesOfShards(log.shards());
        return log.shards().stream().map(shard -> new Views(shard, types)).toList();
    }

    /**
     * Looks at the events and the views that are there.
     *
     * @throws ViewsRefusedException if there is no event of a type that is named
     * @throws SinkException if the event log can't be asked
     */
    public ViewsPlan plan(ViewsOrder order) throws SinkException, ViewsRefusedException {
        LogShape shape = log.shape();
        Map<String, TableBeside> there = log.tables();
        List<TypeFields> types = types(shape, order);
        Set<String> reserved = Stream.of(Rollup.values())
                .flatMap(rollup -> Stream.of(rollup.table(shape), rollup.view(shape)))
                .collect(Collectors.toCollection(TreeSet::new));
        Map<String, String> names =
                ViewNames.of(types.stream().map(TypeFields::eventType).toList(), order.prefix(), there, reserved);
        Map<String, Map<String, String>> columns = log.viewColumns();
        List<OfType> typed = new ArrayList<>();
        for (TypeFields type : types) {
            TypedView view = TypedView.of(shape, type, names.getOrDefault(type.eventType(), ""));
            typed.add(compared(view, shape, columns.get(view.name())));
        }
        return new ViewsPlan(
                shape,
                typed,
                Stream.of(Rollup.values())
                        .filter(order.rollups()::contains)
                        .map(rollup -> planned(rollup, shape, there))
                        .toList());
    }

    private List<TypeFields> types(LogShape shape, ViewsOrder order) throws SinkException, ViewsRefusedException {
        List<TypeFields> all = found.of(shape, order.published());
        Set<String> known = all.stream().map(TypeFields::eventType).collect(Collectors.toCollection(TreeSet::new));
        Set<String> unseen = new TreeSet<>(order.types());
        unseen.removeAll(known);
        if (!unseen.isEmpty()) {
            throw new ViewsRefusedException("there is no event of the type " + String.join(", ", unseen) + " in "
                    + shape.database() + "." + shape.table()
                    + (order.published() == null ? "" : " " + order.published().inWords())
                    + ": a view's columns are found from events. The types there are: "
                    + (known.isEmpty() ? "none" : String.join(", ", known)));
        }
        return all.stream()
                .filter(type -> order.types().isEmpty() || order.types().contains(type.eventType()))
                .toList();
    }

    private static OfType compared(TypedView view, LogShape shape, @Nullable Map<String, String> there) {
        if (there == null) {
            return new OfType(view, Standing.NEW, List.of());
        }
        Map<String, String> wanted = view.types();
        List<String> losses = new ArrayList<>();
        there.forEach((name, type) -> {
            String now = wanted.getOrDefault(name, shape.columns().containsKey(name) ? type : "none");
            if (!now.equals(type)) {
                losses.add(name + " (" + type + " there, " + now + " now)");
            }
        });
        if (!losses.isEmpty()) {
            return new OfType(view, Standing.LOSES, losses);
        }
        return new OfType(
                view, there.keySet().containsAll(wanted.keySet()) ? Standing.SAME : Standing.GROWS, List.of());
    }

    private static OfRollup planned(Rollup rollup, LogShape shape, Map<String, TableBeside> there) {
        String table = rollup.table(shape);
        List<String> statements = List.of(
                rollup.createTable(shape, table, rollup.comment(shape)),
                rollup.createView(shape, rollup.view(shape), table),
                rollup.fill(shape, table, shape.table()));
        return new OfRollup(rollup, state(rollup, shape, there), statements);
    }

    static State state(Rollup rollup, LogShape shape, Map<String, TableBeside> there) {
        TableBeside table = there.get(rollup.table(shape));
        TableBeside view = there.get(rollup.view(shape));
        if (table == null) {
            return view == null ? State.NEW : State.TAKEN;
        }
        boolean filled = table.comment().equals(rollup.comment(shape));
        if (!filled && !table.comment().equals(rollup.unfilledComment(shape))) {
            return State.TAKEN;
        }
        if (view != null && !view.engine().equals("MaterializedView")) {
            return State.TAKEN;
        }
        return filled && view != null ? State.THERE : State.UNFINISHED;
    }

    /**
     * Makes a typed view that is new or grows, or one that loses columns where the order has that.
     *
     * @return whether it was made
     * @throws SinkException if ClickHouse can't be reached or refuses
     */
    public boolean make(OfType typed, ViewsOrder order) throws SinkException {
        boolean isWanted = typed.standing() == Standing.NEW
                || typed.standing() == Standing.GROWS
                || (typed.standing() == Standing.LOSES && order.replace());
        if (isWanted) {
            log.run(typed.view().statement());
        }
        return isWanted;
    }
}
