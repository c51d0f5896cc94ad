package dev.postrider.test;

import java.security.SecureRandom;

/** Names that no other test has, in this JVM or in another one on the same server. */
final class DatabaseNames {
    private static final SecureRandom RANDOM = new SecureRandom();

    private DatabaseNames() {}

    static String next() {
        return String.format("postrider_test_%016x", RANDOM.nextLong());
    }
}
