package dev.postrider.server.cli;

import dev.postrider.outbox.MigrationReport;
import dev.postrider.outbox.OutboxRoles;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.spring.log.Reason;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code migrate}: for a deployment's step before its processes start. */
@Command(
        name = "migrate",
        description = "Brings the schema postrider of the database at DATABASE_URL up to date. Harmless if it is.")
final class MigrateCommand extends DatabaseCommand {

    @Option(
            names = "--writer-role",
            paramLabel = "NAME",
            description =
                    "what the role of applications is called from now on, postrider_writer at first; made if it is missing")
    @Nullable
    String writer;

    @Option(
            names = "--relay-role",
            paramLabel = "NAME",
            description = "what the role of relays is called from now on, postrider_relay at first")
    @Nullable
    String relay;

    @Option(
            names = "--reader-role",
            paramLabel = "NAME",
            description = "what the role of people and dashboards is called from now on, postrider_reader at first")
    @Nullable
    String reader;

    /** A database that is down is an error here: whoever runs this waits for the result. */
    @Override
    String whyNotRemote() {
        return "it makes the schema, which a server that runs needs to be there";
    }

    @Override
    int run(Databases databases, Output output) {
        try {
            MigrationReport report = migrate(databases.postgres());
            output.print(
                    report, text -> text.println("schema postrider is at version " + report.version() + done(report)));
            return ExitCodes.FINE;
        } catch (ParameterException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CommandFailedException("the schema postrider was not migrated: " + Reason.of(e), e);
        }
    }

    private static String done(MigrationReport report) {
        if (report.version() > OutboxSchema.version()) {
            return ", this program knows it up to " + OutboxSchema.version()
                    + ": nothing was done; to migrate, use the newer version of Postrider, or a later one";
        }
        return report.applied().isEmpty() ? ", nothing to do" : ", applied " + report.applied();
    }

    private MigrationReport migrate(DataSource database) {
        return writer == null && relay == null && reader == null
                ? OutboxSchema.migrate(database)
                : OutboxSchema.migrate(database, roles());
    }

    private OutboxRoles roles() {
        try {
            return new OutboxRoles(writer, relay, reader);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
        }
    }
}
