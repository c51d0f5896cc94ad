package dev.postrider.relay.divide;

import dev.postrider.relay.batch.Division;
import dev.postrider.relay.divide.Suspects.Role;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The parts whose outcome is not known yet, as a batch's divisions make them. For one thread. */
final class OpenParts {
    private final Rows rows;
    private final PartList list;
    private final TreeSet<OpenPart> open = new TreeSet<>(OpenPart.ORDER);
    private final Map<Integer, OpenPart> byNumber = new HashMap<>();
    /** One set of rows for each event type that makes a group. */
    private final List<BitSet> grouped = new ArrayList<>();

    OpenParts(Rows rows, Collection<Division> past) {
        this.rows = rows;
        this.list = new PartList(rows);
        add(OpenPart.plain(list.whole()));
        past.forEach(this::divide);
    }

    private void add(OpenPart part) {
        open.add(part);
        byNumber.put(part.part().number(), part);
    }

    /** The part whose turn it is, which is not open any more; null if none is left. */
    @Nullable
    OpenPart next() {
        return open.pollFirst();
    }

    /** As {@link #next}, for a part of one's choice. */
    void take(OpenPart part) {
        open.remove(part);
    }

    /** It is open still. */
    void putBack(OpenPart part) {
        open.add(part);
    }

    /** Those that are not done, in the order of their turn. */
    SortedSet<OpenPart> open() {
        return Collections.unmodifiableSortedSet(open);
    }

    /** Whether the rows like this one have been put together. */
    boolean isGrouped(int row) {
        return grouped.stream().anyMatch(group -> group.get(row));
    }

    /** Divides parts, and gives those that this makes, which are open. */
    List<OpenPart> divide(Division division) {
        List<OpenPart> before = new ArrayList<>();
        for (int number : division.parts()) {
            OpenPart part = byNumber.remove(number);
            if (part == null) {
                throw new IllegalStateException("part " + number + " is not there to be divided");
            }
            open.remove(part);
            before.add(part);
        }
        OpenPart first = before.get(0);
        Suspects suspects = division.way() == Division.Way.ALIKE ? newSuspects(division.value()) : first.suspects();
        Role role = first.role();
        List<OpenPart> made = new ArrayList<>();
        for (Part part : list.divide(division)) {
            made.add(made(part, division.way(), role, made.isEmpty(), suspects));
        }
        made.forEach(this::add);
        return made;
    }

    private Suspects newSuspects(int row) {
        grouped.add(rows.alike(row));
        return new Suspects();
    }

    private static OpenPart made(
            Part part, Division.Way way, Role before, boolean isFirst, @Nullable Suspects suspects) {
        return switch (way) {
            case ALIKE -> isFirst ? new OpenPart(part, Role.GROUP, suspects) : OpenPart.plain(part);
            case SAMPLE -> new OpenPart(part, isFirst ? Role.SAMPLE : Role.REST, suspects);
            case ALONE -> before == Role.SAMPLE ? new OpenPart(part, Role.SAMPLE, suspects) : OpenPart.plain(part);
            default -> OpenPart.plain(part);
        };
    }
}
