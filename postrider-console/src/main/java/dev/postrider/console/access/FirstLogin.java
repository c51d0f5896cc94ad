package dev.postrider.console.access;

import dev.postrider.relay.tools.account.Accounts;
import dev.postrider.spring.log.Reason;
import java.io.Console;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Makes the first account where there is none, with a password that is said once: on the terminal, or in a file that only this process's
 * user can read, and never in a log. Tries until the database can be asked.
 */
public final class FirstLogin implements SmartLifecycle {
    static final String NAME = "operator";

    /** The schema is not there yet, or not up to date. */
    private static final String NO_TABLE = "42P01";

    private static final int PAUSE_SECONDS = 2;
    private static final Logger log = LoggerFactory.getLogger(FirstLogin.class);

    private final Accounts accounts;
    private final Path file;
    private final CountDownLatch looked = new CountDownLatch(1);
    private volatile String words = "logins are not known yet: PostgreSQL can't be asked";
    private String told = "";
    private @Nullable ScheduledExecutorService thread;

    FirstLogin(Accounts accounts, Path file) {
        this.accounts = accounts;
        this.file = file;
    }

    @Override
    public synchronized void start() {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "postrider-console-account");
            daemon.setDaemon(true);
            return daemon;
        });
        Future<?> unused = thread.scheduleWithFixedDelay(this::attempt, 0, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public synchronized void stop() {
        if (thread != null) {
            thread.shutdownNow();
            thread = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    /** What a person has to know to log in, in a few words; waits for the first look a little. */
    public String inWords(Duration patience) {
        try {
            boolean unused = looked.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return words;
    }

    private void attempt() {
        try {
            if (accounts.isEmpty()) {
                make();
            } else {
                words = Files.exists(file) ? inFile() : "logins as before; postrider accounts makes others";
            }
            looked.countDown();
            stop();
        } catch (SQLException e) {
            if (Reason.isUnavailable(e) || NO_TABLE.equals(e.getSQLState())) {
                // the relay tells of that
                log.debug("the console's accounts can't be read yet", e);
            } else {
                tellOnce("nobody can log in to the console, its accounts can't be read: " + Reason.of(e));
            }
        } catch (IOException e) {
            tellOnce("the console has no account yet, and its first password can't be written to " + file + " ("
                    + e.getClass().getSimpleName()
                    + "): set POSTRIDER_CONSOLE_PASSWORD_FILE, or run postrider accounts add");
        } catch (RuntimeException e) {
            tellOnce("the console's first account could not be made: " + e.getMessage());
        }
    }

    private void make() throws SQLException, IOException {
        String password = Passwords.random();
        boolean onTerminal = isTerminal();
        // It has to be somewhere before it counts: whoever dies in between leaves no account that nobody can use.
        Path draft = onTerminal ? null : write(password);
        if (!accounts.addFirst(NAME, Passwords.hash(password))) {
            if (draft != null) {
                Files.deleteIfExists(draft);
            }
            words = "logins as another server has just made them";
        } else if (draft == null) {
            words = "user " + NAME + ", password shown above, once";
            System.out.println("The console's first login, shown once: user " + NAME + ", password " + password);
        } else {
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            words = inFile();
            log.atInfo()
                    .addKeyValue("file", file)
                    .log("the console's first login is in a file; delete it when you have changed the password");
        }
    }

    private String inFile() {
        return "first login in the file " + file;
    }

    private Path write(String password) throws IOException {
        if (Files.isDirectory(file)) {
            // found out before there is an account, not when the draft is moved there
            throw new FileAlreadyExistsException(file.toString());
        }
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(
                folder,
                ".postrider-console-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, "user " + NAME + "\npassword " + password + "\n");
        return draft;
    }

    private void tellOnce(String problem) {
        if (!problem.equals(told)) {
            told = problem;
            log.warn("{}", problem);
        }
    }

    // since Java 22 there is a console without a terminal, too: that is asked for
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Console.isTerminal() can't be asked", e);
        }
    }
}
