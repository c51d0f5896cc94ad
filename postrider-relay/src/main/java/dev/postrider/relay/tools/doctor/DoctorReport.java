package dev.postrider.relay.tools.doctor;

import java.util.Comparator;
import java.util.List;

/**
 * All that was found.
 *
 * @param findings in the order of the checks
 * @param postgresReachable whether PostgreSQL could be asked
 * @param clickHouseReachable whether ClickHouse could be asked; true if there was none to ask
 */
public record DoctorReport(List<Finding> findings, boolean postgresReachable, boolean clickHouseReachable) {
    /** Copies the list. */
    public DoctorReport {
        findings = List.copyOf(findings);
    }

    /** The severity of the worst finding. */
    public Severity worst() {
        return findings.stream()
                .map(Finding::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.OK);
    }

    /** Those that are at least so severe. */
    public List<Finding> atLeast(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity().compareTo(severity) >= 0)
                .toList();
    }
}
