package dev.postrider.server.cli;

import dev.postrider.console.answer.EventTypeDetails;
import dev.postrider.console.answer.EventTypeList;
import dev.postrider.console.answer.StoredEvent;
import dev.postrider.relay.tools.events.EventTypeFields;
import dev.postrider.relay.tools.events.EventTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Types of events, and what they hold, as people and programs read them. */
final class EventTypesText {
    private EventTypesText() {}

    static void print(EventTypeList types, Instant now, Lines out) {
        if (types.types().isEmpty()) {
            out.println("no events" + since(types));
            return;
        }
        List<String> header =
                new ArrayList<>(List.of("TYPE", "VERSION", "EVENTS", "PER HOUR", "FIRST SEEN", "LAST SEEN"));
        if (types.isCounted()) {
            header.add("EVER");
        }
        Table table = new Table(header.toArray(String[]::new)).shorten("TYPE").leaveOut("FIRST SEEN");
        types.types().forEach(type -> rows(type, types.isCounted(), now, table));
        table.print(out);
        out.println("EVENTS" + (types.since() == null ? " of all of the event log" : since(types))
                + "; PER HOUR over the last "
                + ShownTime.inWords(types.rateOver())
                + (types.isCounted()
                        ? "; EVER is what the rollup by day has counted"
                        : types.since() == null ? "" : "; rollups would count all: postrider views --apply"));
    }

    private static String since(EventTypeList types) {
        return types.since() == null ? "" : " since " + ShownTime.of(types.since());
    }

    private static void rows(EventTypes.OfType type, boolean isCounted, Instant now, Table table) {
        String ever = Objects.toString(type.events(), "");
        for (EventTypes.OfVersion version : type.versions()) {
            List<Object> cells = new ArrayList<>(List.of(
                    type.eventType(),
                    Objects.toString(version.version(), ""),
                    version.events(),
                    rate(version.perHour()),
                    ShownTime.of(version.firstSeen()),
                    ShownTime.withAge(version.lastSeen(), now)));
            if (isCounted) {
                cells.add(ever);
                ever = "";
            }
            table.row(cells.toArray());
        }
        if (type.versions().isEmpty()) {
            Instant first = type.firstDay();
            Instant last = type.lastDay();
            table.row(
                    type.eventType(),
                    "",
                    0,
                    rate(0),
                    first == null ? "" : ShownTime.of(first),
                    last == null ? "" : ShownTime.withAge(last, now),
                    ever);
        }
    }

    private static String rate(double perHour) {
        return String.format(Locale.ROOT, perHour < 10 ? "%.1f" : "%.0f", perHour);
    }

    static void print(EventTypeDetails fields, Instant now, Lines out) {
        String type = fields.type() == null ? "" : fields.type().eventType();
        for (EventTypeFields.OfVersion version : fields.versions()) {
            Instant since = version.since();
            Instant until = version.before();
            out.println(type + (version.version() == null ? "" : ", version " + version.version())
                    + ": " + Counted.of(version.sampled(), "event") + " looked into"
                    + (since == null || until == null
                            ? ""
                            : " of " + ShownTime.of(since) + " to " + ShownTime.of(until))
                    + (version.unreadable() == 0
                            ? ""
                            : ", of which " + version.unreadable() + " hold what the type JSON can't"));
            Table table = new Table("FIELD", "SHARE", "TYPES").shorten("TYPES");
            version.fields()
                    .forEach(field -> table.row(field.path(), share(field.share()), String.join(", ", field.types())));
            table.print(out);
            out.println();
        }
        fields.changes().forEach(change -> out.println(words(change, now)));
        StoredEvent example = fields.example();
        if (example != null) {
            out.println("the newest: " + Objects.toString(example.eventId(), "") + " of "
                    + ShownTime.withAge(example.eventDateTime(), now) + ": " + example.eventContext());
        }
    }

    /** One that is not there always is never 100 %. */
    private static String share(double share) {
        double percent = share * 100;
        String shown = String.format(Locale.ROOT, "%.0f %%", percent);
        return percent < 100 && shown.equals("100 %") ? "> 99 %" : percent > 0 && shown.equals("0 %") ? "< 1 %" : shown;
    }

    private static String words(EventTypeFields.Change change, Instant now) {
        String what = switch (change.kind()) {
            case APPEARED -> " appeared";
            case VANISHED -> " vanished";
            case OTHER_TYPES -> " has values of other types: " + String.join(", ", change.types());
        };
        Instant at = change.at();
        String when = Objects.equals(change.from(), change.to())
                ? (change.to() == null ? "" : " in version " + change.to()) + ", without a new version"
                        + (at == null
                                ? ""
                                : (change.kind() == EventTypeFields.Kind.APPEARED ? ": first seen " : ": last seen ")
                                        + ShownTime.withAge(at, now))
                : " from version " + change.from() + " to " + change.to();
        return change.path() + what + when;
    }
}
