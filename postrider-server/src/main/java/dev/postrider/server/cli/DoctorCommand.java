package dev.postrider.server.cli;

import dev.postrider.console.answer.DoctorFindings;
import dev.postrider.relay.tools.doctor.Doctor;
import dev.postrider.relay.tools.doctor.DoctorLimits;
import dev.postrider.relay.tools.doctor.DoctorReport;
import dev.postrider.relay.tools.doctor.Finding;
import dev.postrider.relay.tools.doctor.Severity;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: whether both databases are as delivery needs them. */
@Command(
        name = "doctor",
        description =
                "Looks at both databases and says what is wrong for delivery, why it matters and the statement that mends"
                        + " it. Changes nothing. Exit code 1 if there is a warning or a problem.")
final class DoctorCommand extends DatabaseCommand {

    @Option(names = "--quiet", description = "leave out what is as it should be")
    boolean quiet;

    @Option(
            names = "--upgrade-to",
            paramLabel = "SERVER-VERSION",
            description =
                    "say instead which known faults of that version an upgrade would bring, and which it would end:"
                            + " postgres-19.1, clickhouse-26.8. The databases need not answer.")
    @Nullable
    String upgradeTo;

    @Override
    int run(Databases databases, Output output) {
        DoctorLimits limits =
                DoctorLimits.defaults().withLag(databases.settings().health().maxLag());
        Doctor doctor = Doctor.of(databases.postgres(), databases.clickHouse().eventLog(), limits);
        DoctorReport report =
                upgradeTo == null ? doctor.check(databases.clickHouseServers()) : checkUpgrade(doctor, upgradeTo);
        return print(DoctorFindings.of(now(), report), output);
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        if (upgradeTo != null) {
            throw wrongUsage("--upgrade-to does not go with --url: the admin API does not have it; run it without --url"
                    + " where DATABASE_URL can be set");
        }
        return print(remote.get(RemotePath.of("/doctor").with("now", true), DoctorFindings.class), output);
    }

    private int print(DoctorFindings report, Output output) {
        DoctorFindings shown = report.atLeast(quiet ? Severity.NOTICE : Severity.OK);
        output.print(shown, text -> print(shown.findings(), text));
        if (!report.postgresReachable() || !report.clickHouseReachable()) {
            return ExitCodes.UNREACHABLE;
        }
        return report.worst().compareTo(Severity.WARNING) >= 0 ? ExitCodes.FOUND : ExitCodes.FINE;
    }

    private DoctorReport checkUpgrade(Doctor doctor, String to) {
        try {
            return doctor.checkUpgrade(to);
        } catch (IllegalArgumentException e) {
            throw wrongUsage("--upgrade-to: " + e.getMessage());
        }
    }

    private static void print(List<Finding> findings, Lines out) {
        for (Finding finding : findings) {
            String severity = finding.severity().name().toLowerCase(Locale.ROOT);
            out.printAsIs(Output.coloured("@|" + colour(finding.severity()) + " " + severity + "|@"));
            out.println(" ".repeat(9 - severity.length()) + finding.id() + ": " + finding.what());
            if (finding.why() != null) {
                out.println("         " + finding.why());
            }
            if (finding.remedy() != null) {
                out.println("         mend it: " + finding.remedy());
            }
        }
    }

    private static String colour(Severity severity) {
        return switch (severity) {
            case OK -> "green";
            case NOTICE -> "cyan";
            case WARNING -> "yellow";
            case PROBLEM -> "red";
        };
    }
}
