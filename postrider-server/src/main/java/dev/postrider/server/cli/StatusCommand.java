package dev.postrider.server.cli;

import dev.postrider.console.answer.DeliveryStatus;
import dev.postrider.console.answer.DeliveryStatus.State;
import dev.postrider.console.answer.PastStatus;
import dev.postrider.relay.status.OutboxStatus;
import dev.postrider.server.cli.Watch.Look;
import dev.postrider.server.cli.remote.Remote;
import dev.postrider.server.cli.remote.RemotePath;
import dev.postrider.spring.config.OutboxDatabase;
import dev.postrider.spring.config.ProcessSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: where delivery stands, as the ledger tells it. */
@Command(
        name = "status",
        description =
                "Shows where delivery stands: whether events are delivered and why not, the last success, how many a second, what waits"
                        + " and how long, who delivers, the last batches and dead letters. Counts nothing that is large. Asks PostgreSQL alone; where CLICKHOUSE_HOST names several servers, also"
                        + " each of these how it is, for two seconds at the most. Where POSTRIDER_DATABASES_FILE lists outboxes"
                        + " and DATABASE_URL is not set: which process delivers from which of them.")
final class StatusCommand extends DatabaseCommand {

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "5",
            description = "how many batches and dead letters are shown, 0 to 1000 (${DEFAULT-VALUE})")
    int last;

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description =
                    "look again every so many seconds, 1 to 3600 (${FALLBACK-VALUE}), until Ctrl-C; the exit code is that of"
                            + " the last look")
    @Nullable
    Integer watch;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "how it stood then, as a relay told it: see postrider history" + TypedTime.HELP)
    @Nullable
    TypedTime at;

    @Mixin
    TableOptions tables = new TableOptions();

    @Override
    Screen screen() {
        return tables.screen(environment());
    }

    @Override
    int run(Databases databases, Output output) throws Exception {
        requireLast();
        if (watch != null) {
            return watch(() -> look(databases), failure -> Failures.explained(failure, databases));
        }
        Look look = at == null ? look(databases) : look(databases, at.at());
        output.print(look.value(), look.text());
        return look.exitCode();
    }

    @Override
    @Nullable
    String whyNotRemote() {
        return null;
    }

    @Override
    int run(Remote remote, Output output) {
        requireLast();
        if (watch != null) {
            Remote impatient = remote.impatient();
            return watch(() -> look(current(impatient)), failure -> failure);
        }
        Look look = at == null
                ? look(current(remote))
                : look(remote.get(RemotePath.of("/status/past").with("at", at.at()), PastStatus.class));
        output.print(look.value(), look.text());
        return look.exitCode();
    }

    private DeliveryStatus current(Remote remote) {
        return remote.get(RemotePath.of("/status").with("last", last), DeliveryStatus.class);
    }

    private void requireLast() {
        if (last < 0 || last > DeliveryStatus.MOST) {
            throw wrongUsage("--last is " + last + ", must be 0 to " + DeliveryStatus.MOST);
        }
    }

    @Override
    int run(List<OutboxDatabase> outboxes, Output output) throws Exception {
        if (at != null) {
            throw wrongUsage("--at works on one outbox: set DATABASE_URL to its database");
        }
        if (watch != null) {
            return watch(() -> look(outboxes), failure -> failure);
        }
        Look look = look(outboxes);
        output.print(look.value(), look.text());
        return look.exitCode();
    }

    private int watch(Callable<Look> look, UnaryOperator<Exception> explained) {
        if (at != null) {
            throw wrongUsage("--watch looks at now, --at at an earlier time: leave one out");
        }
        if (json) {
            throw wrongUsage("--watch is for people, --json is printed once: leave one out");
        }
        if (watch == null || watch < 1 || watch > 3_600) {
            throw wrongUsage("--watch is " + watch + ", must be 1 to 3600 seconds");
        }
        Watch watching =
                new Watch(spec.commandLine().getOut(), this::screen, Terminal.isAttached(), Duration.ofSeconds(watch));
        return watching.run(() -> {
            try {
                return look.call();
            } catch (Exception e) {
                Exception failure = explained.apply(e);
                return new Look(
                        "",
                        text -> text.println("state         not known: " + Failures.reason(failure)),
                        Failures.exitCode(failure));
            }
        });
    }

    private static Look look(Databases databases, Instant time) throws SQLException {
        try (Connection connection = OutboxStatus.look(databases.postgres())) {
            return look(PastStatus.read(connection, time));
        }
    }

    private Look look(Databases databases) throws SQLException {
        try (Connection connection = OutboxStatus.look(databases.postgres())) {
            return look(DeliveryStatus.read(
                    connection, databases.settings().budget().settings(), databases.clickHouseServers(), last));
        }
    }

    private static Look look(DeliveryStatus status) {
        return new Look(
                status,
                text -> StatusText.print(status, text),
                status.state().isWell() ? ExitCodes.FINE : ExitCodes.FOUND);
    }

    private static Look look(PastStatus status) {
        return new Look(
                status,
                text -> PastStatusText.print(status, text),
                State.isWell(status.state()) ? ExitCodes.FINE : ExitCodes.FOUND);
    }

    private Look look(List<OutboxDatabase> outboxes) {
        FleetStatus status = FleetStatus.ask(
                outboxes,
                ProcessSettings.readWithoutDatabase(environment())
                        .properties()
                        .budget()
                        .settings());
        return new Look(status, status::print, status.exitCode());
    }
}
