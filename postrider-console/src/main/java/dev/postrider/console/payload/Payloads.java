package dev.postrider.console.payload;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.page.Viewer;
import dev.postrider.relay.sink.server.RefusalReason;
import dev.postrider.relay.tools.audit.AuditTrail;
import dev.postrider.relay.tools.events.EventFilter;
import dev.postrider.relay.tools.events.EventTypeFields;
import dev.postrider.relay.tools.events.FieldCondition;
import dev.postrider.relay.tools.events.FieldOperator;
import dev.postrider.spring.config.PostriderProperties;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who sees what of contexts. Without {@code postrider.console.masked-fields} everybody sees everything, and nothing is written down. With
 * it, viewers see masks and can't ask about what is masked, and what operators open is in the audit trail. Thread-safe.
 */
public final class Payloads {
    private static final MaskedFields OF_ORDERS = new MaskedFields(List.of("reason_contains"));

    private final MaskedFields masked;

    Payloads(PostriderProperties properties) {
        this.masked = new MaskedFields(properties.console().eachMaskedField());
    }

    /** Whether anything is masked for viewers. */
    public boolean isMasking() {
        return !masked.isEmpty();
    }

    /** Whether something is masked for this one. */
    public boolean isMaskedFor(Viewer viewer) {
        return isMasking() && !viewer.isOperator();
    }

    /**
     * A context as somebody may see it: for viewers with the values of masked fields replaced, everything else byte for byte; replaced as
     * a whole if it can't be read.
     */
    public String shown(String context, Viewer viewer) {
        return isMaskedFor(viewer) ? MaskedJson.of(context, masked) : context;
    }

    /** Why an event was refused, where that is not noted as opened: without values of the event for everybody, while anything is masked. */
    public String reason(@Nullable Integer code, String words) {
        return isMasking() ? RefusalReason.withoutValues(code, words) : words;
    }

    /** Why an event was refused, where that is noted as opened: without its values for viewers only. */
    public String reason(@Nullable Integer code, String words, Viewer viewer) {
        return viewer.isOperator() ? words : reason(code, words);
    }

    /**
     * What a type's events hold: for viewers without the fields that are masked, or lie in such, since names of keys are values sometimes.
     * The example is left as it is, for {@link #shown}.
     */
    public EventTypeFields fields(EventTypeFields fields, Viewer viewer) {
        if (!isMaskedFor(viewer)) {
            return fields;
        }
        List<EventTypeFields.OfVersion> versions = fields.versions().stream()
                .map(version -> new EventTypeFields.OfVersion(
                        version.version(),
                        version.sampled(),
                        version.unreadable(),
                        version.since(),
                        version.before(),
                        version.fields().stream()
                                .filter(field -> !masked.covers(field.path()))
                                .toList()))
                .toList();
        return new EventTypeFields(
                fields.type(),
                versions,
                fields.changes().stream()
                        .filter(change -> !masked.covers(change.path()))
                        .toList(),
                fields.example());
    }

    /** Criteria of an action in the audit trail: the part of a reason that somebody looked for may be a value of an event. */
    public @Nullable String criteria(@Nullable String json, Viewer viewer) {
        return json != null && isMaskedFor(viewer) ? MaskedJson.of(json, OF_ORDERS) : json;
    }

    /**
     * Refuses a question of a viewer about masked fields: how many events match would tell their values.
     *
     * @throws IllegalArgumentException naming the field
     */
    public void requireMayAsk(EventFilter filter, Viewer viewer) {
        if (!isMaskedFor(viewer)) {
            return;
        }
        for (FieldCondition condition : filter.conditions()) {
            if (masked.touches(condition.path())) {
                throw new IllegalArgumentException(
                        "The field " + condition.path()
                                + " is masked for viewers, or holds one that is: what matches would tell its value. Ask an operator.");
            }
        }
    }

    /**
     * Refuses a viewer's question about the words of a refusal, which may quote masked fields.
     *
     * @param part what reasons were to contain; null for nothing
     * @throws IllegalArgumentException if it is asked for
     */
    public void requireMayAskReason(@Nullable String part, Viewer viewer) {
        if (part != null && isMaskedFor(viewer)) {
            throw new IllegalArgumentException(
                    "Reasons may quote fields that are masked for viewers: what matches would tell"
                            + " their values. Filter by code, or ask an operator.");
        }
    }

    /**
     * Refuses a viewer's download while anything is masked.
     *
     * @throws IllegalArgumentException if it is a viewer
     */
    public void requireMayDownload(Viewer viewer) {
        if (isMaskedFor(viewer)) {
            throw new IllegalArgumentException(
                    "Fields are masked for viewers, and a file would hold them: only operators download events.");
        }
    }

    /** Whether an answer about these events tells of masked fields. */
    public boolean isAboutMasked(EventFilter filter) {
        return filter.conditions().stream().anyMatch(condition -> masked.touches(condition.path()));
    }

    /**
     * Writes down that an operator opens something; nothing where nothing is masked, or it is a viewer. To be called before anything of it
     * is given out.
     *
     * @param outbox in whose audit trail
     * @throws SQLException if it can't be written: then nothing may be shown
     */
    public void noteOpened(ConsoleOutbox outbox, Viewer viewer, Opening opening) throws SQLException {
        if (!isMasking() || !viewer.isOperator()) {
            return;
        }
        Map<String, Object> what = new LinkedHashMap<>(opening.what());
        if (!opening.conditions().isEmpty()) {
            what.put(
                    "where",
                    opening.conditions().stream()
                            .map(this::withoutMaskedValue)
                            .map(FieldCondition::toString)
                            .collect(Collectors.joining(" and ")));
        }
        new AuditTrail(outbox.dataSource())
                .opened(viewer.name(), JsonMapper.shared().writeValueAsString(what), opening.events());
    }

    private FieldCondition withoutMaskedValue(FieldCondition condition) {
        return condition.operator() == FieldOperator.EXISTS || !masked.touches(condition.path())
                ? condition
                : new FieldCondition(condition.path(), condition.operator(), "•••", false);
    }
}
