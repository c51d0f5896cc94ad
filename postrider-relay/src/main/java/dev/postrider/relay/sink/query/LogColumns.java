package dev.postrider.relay.sink.query;

import dev.postrider.relay.content.ContentSums;
import dev.postrider.relay.content.EventField;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an event log's columns are compared with what was published: each value is brought to one form, whatever its column's
 * type, and what can't be brought there is left out.
 */
public final class LogColumns {
    private static final Pattern SUB_SECOND = Pattern.compile("DateTime64\\((\\d)[,)].*");
    private static final Pattern WHOLE = Pattern.compile("U?Int(8|16|32|64)");
    private static final int MICROSECONDS = 6;
    private static final int NANOSECONDS = 9;

    /** The last microsecond of which ClickHouse can count the nanoseconds, in the year 2262. */
    private static final long LAST_OF_NANOSECONDS = Long.MAX_VALUE / 1_000;

    /** The hash's argument for each column that can be compared. */
    private final Map<EventField, String> terms = new EnumMap<>(EventField.class);

    private final Map<String, String> notCompared = new LinkedHashMap<>();
    private final boolean hasIds;
    private final boolean hasOutbox;

    private final boolean hasTimes;
    private final boolean hasNanoseconds;

    /** Takes the columns of a table. */
    LogColumns(List<LogColumn> all) {
        Map<String, LogColumn> columns =
                all.stream().collect(Collectors.toMap(LogColumn::name, column -> column, (one, other) -> one));
        hasIds = keeps(columns, EventField.EVENT_ID);
        hasOutbox = keeps(columns, EventField.OUTBOX);
        hasTimes = keeps(columns, EventField.EVENT_DATE_TIME);
        LogColumn time = columns.get(EventField.EVENT_DATE_TIME.column());
        hasNanoseconds = time != null && precision(plain(time.type())) == NANOSECONDS;
        for (EventField field : ContentSums.COLUMNS) {
            LogColumn column = columns.get(field.column());
            String reason = column == null ? "the table has no such column" : whyNot(field, column);
            if (reason == null) {
                terms.put(field, term(field));
            } else {
                notCompared.put(field.column(), reason);
            }
        }
    }

    /** Whether rows can be told apart at all. */
    public boolean hasIds() {
        return hasIds;
    }

    /** The columns that are compared. */
    public Set<EventField> compared() {
        return terms.keySet();
    }

    /** The others, with the reason. */
    public Map<String, String> notCompared() {
        return notCompared;
    }

    private static boolean keeps(Map<String, LogColumn> columns, EventField field) {
        LogColumn column = columns.get(field.column());
        return column != null && column.keepsWhatIsWritten();
    }

    private static @Nullable String whyNot(EventField field, LogColumn column) {
        if (column.isEphemeral()) {
            return "it is EPHEMERAL: it can be written, and not read";
        }
        if (!column.keepsWhatIsWritten()) {
            return "it is " + column.defaultKind() + ": ClickHouse computes it, whatever was published";
        }
        return whyNot(field, plain(column.type()));
    }

    private static @Nullable String whyNot(EventField field, String type) {
        return switch (field) {
            case EVENT_DATE_TIME -> precision(type) >= MICROSECONDS ? null : type + " does not hold microseconds";
            case METADATA_VERSION -> WHOLE.matcher(type).matches() ? null : type + " is not a whole number";
            default -> type.equals("String") ? null : type + " does not keep the text as it was published";
        };
    }

    private static int precision(String type) {
        Matcher matcher = SUB_SECOND.matcher(type);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static String plain(String type) {
        String plain = type;
        while (plain.startsWith("LowCardinality(") || plain.startsWith("Nullable(")) {
            plain = plain.substring(plain.indexOf('(') + 1, plain.length() - 1);
        }
        return plain;
    }

    private String term(EventField field) {
        return switch (field) {
            case EVENT_DATE_TIME -> micros();
            case METADATA_VERSION -> "toInt64(ifNull(metadata_version, 0))";
            default -> "xxHash64(ifNull(toString(" + field.column() + "), ''))";
        };
    }

    private String micros() {
        if (!hasTimes) {
            return "toInt64(0)";
        }
        return "toUnixTimestamp64Micro(toDateTime64(ifNull(event_date_time, toDateTime64(0, 6)), 6))";
    }

    private static String id() {
        return "toInt64(ifNull(event_id, 0))";
    }

    /** For each column of {@link ContentSums} what an event adds to its sum; 0 where it can't be compared. */
    private String terms(String before, String after) {
        return ContentSums.COLUMNS.stream()
                .map(field -> terms.containsKey(field)
                        ? "reinterpretAsInt64(" + before + "xxHash64(concat(reinterpretAsFixedString(" + id()
                                + "), reinterpretAsFixedString(" + terms.get(field) + ")))" + after + ")"
                        : "toInt64(0)")
                .collect(Collectors.joining(",\n  "));
    }

    /** A question's text with this table's columns in it. */
    String in(String question, String table, Where where) {
        return question.replace("{table}", table)
                .replace("{which}", which(where.byTime() && hasTimes))
                .replace("{event_id}", id())
                .replace("{micros}", micros())
                .replace("{sums}", terms("sum(", ")"))
                .replace("{terms}", terms("", ""));
    }

    private String which(boolean byTime) {
        // The columns themselves stand on the left: the primary key and the partitions are of use only so.
        return "event_id >= {first_id:Int64} AND event_id <= {last_id:Int64}"
                + (hasOutbox ? " AND outbox = {outbox:String}" : "")
                + (byTime
                        ? " AND event_date_time >= " + time("{first_micros:Int64}") + " AND event_date_time <= "
                                + time("{last_micros:Int64}")
                        : "");
    }

    private String time(String micros) {
        return "fromUnixTimestamp64Micro("
                + (hasNanoseconds ? "least(" + micros + ", toInt64(" + LAST_OF_NANOSECONDS + "))" : micros) + ")";
    }

    /** Which rows a question is about. */
    record Where(boolean byTime) {}
}
