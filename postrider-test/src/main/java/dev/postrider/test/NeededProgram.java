package dev.postrider.test;

import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** A program that a test needs and that a machine may lack. */
public final class NeededProgram {
    private NeededProgram() {}

    /**
     * Skips the test with this line where the program is missing; fails it where {@code CI} is {@code true}, because there
     * nobody would see that it never ran.
     */
    public static void require(boolean there, String missing) {
        require(there, missing, "true".equals(System.getenv("CI")));
    }

    static void require(boolean there, String missing, boolean mayNotBeSkipped) {
        if (there) {
            return;
        }
        if (mayNotBeSkipped) {
            throw new AssertionFailedError(missing + "; with CI=true no test is skipped for that");
        }
        throw new TestAbortedException(missing);
    }
}
