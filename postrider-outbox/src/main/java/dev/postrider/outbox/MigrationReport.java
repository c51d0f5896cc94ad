package dev.postrider.outbox;

import java.util.List;

/**
 * What a migration did.
 *
 * @param applied the versions applied by this call, in order; empty if the schema was current
 * @param version the schema's version now
 */
public record MigrationReport(List<Integer> applied, int version) {

    public MigrationReport {
        applied = List.copyOf(applied);
    }
}
