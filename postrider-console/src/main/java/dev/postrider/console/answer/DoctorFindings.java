package dev.postrider.console.answer;

import dev.postrider.relay.tools.doctor.DoctorReport;
import dev.postrider.relay.tools.doctor.Finding;
import dev.postrider.relay.tools.doctor.Severity;
import java.time.Instant;
import java.util.List;

/**
 * What the doctor found.
 *
 * @param at when it was looked at
 * @param postgresReachable false if nothing is known of it
 * @param clickHouseReachable the same of ClickHouse
 * @param findings the worst first
 */
public record DoctorFindings(
        Instant at, Severity worst, boolean postgresReachable, boolean clickHouseReachable, List<Finding> findings)
        implements Answer {

    /** As it was found. */
    public static DoctorFindings of(Instant at, DoctorReport report) {
        return new DoctorFindings(
                at,
                report.worst(),
                report.postgresReachable(),
                report.clickHouseReachable(),
                report.findings().stream()
                        .sorted((one, other) -> other.severity().compareTo(one.severity()))
                        .toList());
    }

    /** The same, without what is less severe. */
    public DoctorFindings atLeast(Severity severity) {
        return new DoctorFindings(
                at,
                worst,
                postgresReachable,
                clickHouseReachable,
                findings.stream()
                        .filter(finding -> finding.severity().compareTo(severity) >= 0)
                        .toList());
    }
}
