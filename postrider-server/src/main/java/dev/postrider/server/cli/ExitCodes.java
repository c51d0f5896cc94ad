package dev.postrider.server.cli;

/** What a command tells the shell; {@code --help} lists them. */
final class ExitCodes {
    static final int FINE = 0;
    /** Something was found, or not all was done. */
    static final int FOUND = 1;
    /** Wrong usage or configuration. */
    static final int WRONG_USAGE = 2;
    /** A database can't be reached. */
    static final int UNREACHABLE = 3;

    private ExitCodes() {}
}
