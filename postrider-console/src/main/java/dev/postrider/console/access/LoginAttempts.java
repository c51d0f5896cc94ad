package dev.postrider.console.access;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts attempts to log in, of each address and of each name, and says how long the next one has to wait. An attempt counts as
 * failed until it has succeeded, so many at once win nothing. An address from which a name has logged in waits for its own failures
 * alone: else strangers who try that name without end would lock its owner out. Remembers a limited number of all. Thread-safe.
 */
public final class LoginAttempts {
    /** So many may fail at once: people mistype. */
    static final int FREE = 5;

    static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    static final int REMEMBERED = 1_000;

    private static final Duration END_OF_SERIES = Duration.ofMinutes(15);
    private static final int LONGEST_NAME = 64;
    private static final Logger log = LoggerFactory.getLogger(LoginAttempts.class);

    private final InstantSource clock;
    private final Map<String, Series> ofAddresses = limited();
    private final Map<String, Series> ofNames = limited();
    private final Map<Owner, Boolean> owners = limited();

    /** Who has logged in, and from where. */
    private record Owner(String address, String name) {}

    /** Attempts of one address, or for one name, that follow each other. */
    private static final class Series {
        private int attempts;
        private long lastMillis;
        private boolean told;

        long waitMillis(long now) {
            if (attempts < FREE) {
                return 0;
            }
            long pause = Math.min(LONGEST_WAIT.toMillis(), 1000L << Math.min(20, attempts - FREE));
            return Math.max(0, lastMillis + pause - now);
        }
    }

    /** @param clock by which pauses pass */
    public LoginAttempts(InstantSource clock) {
        this.clock = clock;
    }

    /** How long to wait before an attempt may be made; if not at all, it is counted and may be made now. */
    public synchronized Duration begin(String address, String name) {
        long now = clock.millis();
        Series ofAddress = series(ofAddresses, address, now);
        Series ofName = series(ofNames, shortened(name), now);
        boolean isOwner = owners.containsKey(new Owner(address, shortened(name)));
        long wait = Math.max(ofAddress.waitMillis(now), isOwner ? 0 : ofName.waitMillis(now));
        if (wait == 0) {
            for (Series series : new Series[] {ofAddress, ofName}) {
                series.attempts++;
                series.lastMillis = now;
            }
        }
        return Duration.ofMillis(wait);
    }

    /** It failed: told once for each series that has become long. */
    public synchronized void failed(String address, String name) {
        long now = clock.millis();
        Series ofAddress = series(ofAddresses, address, now);
        Series ofName = series(ofNames, shortened(name), now);
        boolean isNews = (ofAddress.attempts >= FREE && !ofAddress.told) || (ofName.attempts >= FREE && !ofName.told);
        if (isNews) {
            ofAddress.told = true;
            ofName.told = true;
            log.atWarn()
                    .addKeyValue("address", address)
                    .addKeyValue("attempts_from_address", ofAddress.attempts)
                    .addKeyValue("login", shortened(name))
                    .addKeyValue("attempts_as_login", ofName.attempts)
                    .log("logging in failed: the next attempts have to wait");
        }
    }

    /** It succeeded: both begin anew. */
    public synchronized void succeeded(String address, String name) {
        ofAddresses.remove(address);
        ofNames.remove(shortened(name));
        owners.put(new Owner(address, shortened(name)), true);
    }

    private static Series series(Map<String, Series> all, String key, long now) {
        Series known = all.get(key);
        if (known == null || now - known.lastMillis > END_OF_SERIES.toMillis()) {
            known = new Series();
            known.lastMillis = now;
            all.put(key, known);
        }
        return known;
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    private static <K, V> Map<K, V> limited() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }
}
