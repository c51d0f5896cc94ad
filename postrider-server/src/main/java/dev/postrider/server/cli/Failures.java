package dev.postrider.server.cli;

import dev.postrider.outbox.OutboxException;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.outbox.SchemaHistoryException;
import dev.postrider.relay.batch.OneLine;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.server.cli.remote.RemoteFailure;
import dev.postrider.spring.config.InvalidSettingsException;
import dev.postrider.spring.log.Reason;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Failures as people see them: one line, and the exit code that belongs to it. */
final class Failures {

    private Failures() {}

    /** The failure, or what lies behind it: a database that went silent, or a schema that is not there. */
    static Exception explained(Exception failure, Databases databases) {
        String silent = databases.silent();
        if (silent != null) {
            SocketTimeoutException silence = new SocketTimeoutException(silent);
            silence.initCause(failure);
            return new CommandFailedException(
                    silent + " does not answer, and does not answer pings either; nothing is known from it", silence);
        }
        if (has(failure, cause -> cause instanceof SQLException sql && isOfTheSchema(sql))) {
            String schema = schema(databases);
            return schema == null ? failure : new CommandFailedException(schema, failure);
        }
        return failure;
    }

    /** Why the schema does not serve; null if it is not the schema. */
    private static @Nullable String schema(Databases databases) {
        try {
            OutboxSchema.requireCurrent(databases.postgres());
            return null;
        } catch (SchemaHistoryException e) {
            return e.getMessage();
        } catch (OutboxException e) {
            return e.getMessage() == null ? null : "run `postrider migrate`: " + Reason.of(e);
        }
    }

    /** A schema, table, column or function that is not there. */
    private static boolean isOfTheSchema(SQLException failure) {
        return Set.of("3F000", "42P01", "42703", "42883").contains(String.valueOf(failure.getSQLState()));
    }

    static int exitCode(Throwable failure) {
        if (failure instanceof RemoteFailure remote) {
            return switch (remote.kind()) {
                case WRONG_USAGE -> ExitCodes.WRONG_USAGE;
                case NOT_THERE, CONFLICT, NOT_DONE -> ExitCodes.FOUND;
                case UNREACHABLE -> ExitCodes.UNREACHABLE;
            };
        }
        if (has(failure, cause -> cause instanceof InvalidSettingsException || cause instanceof ParameterException)) {
            return ExitCodes.WRONG_USAGE;
        }
        if (has(
                failure,
                cause -> cause instanceof SQLException sql && (refusedBySettings(sql) || isOfTheSchema(sql)))) {
            return ExitCodes.WRONG_USAGE;
        }
        if (has(failure, Failures::isUnreachable)) {
            return ExitCodes.UNREACHABLE;
        }
        return ExitCodes.FOUND;
    }

    /** What went wrong, for people. */
    static String reason(Exception failure) {
        return failure instanceof InvalidSettingsException
                        || failure instanceof SinkException
                        || failure instanceof CommandFailedException
                        || failure instanceof RemoteFailure
                ? String.valueOf(failure.getMessage())
                : Reason.of(failure);
    }

    /** Prints the failure of a command that was understood. */
    static int print(Exception failure, CommandLine line, ParseResult parsed) {
        line.getErr().println(line.getColorScheme().errorText("postrider: " + OneLine.of(reason(failure))));
        if (isVerbose(line)) {
            failure.printStackTrace(line.getErr());
        }
        line.getErr().flush();
        return exitCode(failure);
    }

    /** Prints why the arguments are not understood. */
    static int printUsage(ParameterException failure, String[] arguments) {
        CommandLine line = failure.getCommandLine();
        line.getErr()
                .println(line.getColorScheme()
                        .errorText("postrider: " + OneLine.of(String.valueOf(failure.getMessage()))));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, line.getErr());
        line.getErr().println("`" + line.getCommandSpec().qualifiedName() + " --help` says how to use it");
        line.getErr().flush();
        return ExitCodes.WRONG_USAGE;
    }

    private static boolean isVerbose(CommandLine line) {
        return line.getCommandSpec().userObject() instanceof DatabaseCommand command && command.verbose;
    }

    private static boolean has(Throwable failure, Predicate<Throwable> sought) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (sought.test(cause)) {
                return true;
            }
        }
        return false;
    }

    /** A login that is not accepted, or a database that is not there. */
    private static boolean refusedBySettings(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("28") || state.equals("3D000");
    }

    private static boolean isUnreachable(Throwable cause) {
        if (cause instanceof SQLException sql) {
            String state = String.valueOf(sql.getSQLState());
            // connection exceptions; shutting down, crashed, starting up; too many connections
            return state.startsWith("08") || state.startsWith("57P0") || state.equals("53300");
        }
        return cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException
                || cause instanceof SocketTimeoutException;
    }
}
