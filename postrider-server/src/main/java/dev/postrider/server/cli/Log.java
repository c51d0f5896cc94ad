package dev.postrider.server.cli;

/** The log of a command: what matters, on standard error, so that standard output holds the result alone. */
final class Log {

    private Log() {}

    /** Says where the log goes. Has to come before the first line; a service in the same process sets up its own. */
    static void toStandardError(boolean verbose) {
        System.setProperty("postrider.command.log.level", verbose ? "INFO" : "WARN");
        System.setProperty("logback.configurationFile", "dev/postrider/server/cli/logback.xml");
    }
}
