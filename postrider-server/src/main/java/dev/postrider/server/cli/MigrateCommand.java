package dev.postrider.server.cli;

import dev.postrider.outbox.MigrationReport;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.spring.log.Reason;
import picocli.CommandLine.Command;

/** {@code migrate}: for a deployment's step before its processes start. */
@Command(
        name = "migrate",
        description = "Brings the schema postrider of the database at DATABASE_URL up to date. Harmless if it is.")
final class MigrateCommand extends DatabaseCommand {

    /** A database that is down is an error here: whoever runs this waits for the result. */
    @Override
    int run(Databases databases, Output output) {
        try {
            MigrationReport report = OutboxSchema.migrate(databases.postgres());
            output.print(
                    report,
                    text -> text.println("schema postrider is at version " + report.version()
                            + (report.applied().isEmpty() ? ", nothing to do" : ", applied " + report.applied())));
            return ExitCodes.FINE;
        } catch (RuntimeException e) {
            throw new CommandFailedException("the schema postrider was not migrated: " + Reason.of(e), e);
        }
    }
}
