package dev.postrider.benchmarks.held;

import dev.postrider.benchmarks.plain.PlainEventLog;
import dev.postrider.benchmarks.plain.RowRelay;
import java.sql.Connection;
import java.sql.DriverManager;

/** A relay without a ledger as a process of its own: works until it is killed. */
final class RowRelayProgram {
    private static final int BATCH = 5_000;

    private RowRelayProgram() {}

    /** Arguments: contender, JDBC URL, engine's address, user, password, database. */
    public static void main(String[] args) throws Exception {
        Contender contender = Contender.valueOf(args[0]);
        try (PlainEventLog eventLog = PlainEventLog.open(args[2], args[3], args[4], args[5]);
                Connection connection = DriverManager.getConnection(args[1])) {
            connection.setAutoCommit(false);
            String take = contender.pending() + " ORDER BY id LIMIT " + BATCH + " FOR UPDATE SKIP LOCKED";
            RowRelay relay = new RowRelay(connection, eventLog, take, contender.done());
            System.out.println("working");
            while (true) {
                if (relay.deliver().size() < BATCH) {
                    Thread.sleep(HeldRun.PAUSE.toMillis());
                }
            }
        }
    }
}
