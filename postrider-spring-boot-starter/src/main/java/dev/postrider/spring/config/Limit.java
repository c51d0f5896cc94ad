package dev.postrider.spring.config;

import dev.postrider.relay.batch.Shards;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.util.unit.DataSize;

/** What a setting's value has to keep to. */
sealed interface Limit {

    /** The limit in words, as the documentation and the error messages say it; empty if any value will do. */
    String words();

    /** Anything, for values that have no wrong form. */
    record Any() implements Limit {
        @Override
        public String words() {
            return "";
        }
    }

    /** A whole number of some unit. */
    record Whole(long min, long max) implements Limit {
        @Override
        public String words() {
            return min + " to " + max;
        }

        boolean allows(long value) {
            return value >= min && value <= max;
        }
    }

    /** A length of time, written with its unit: {@code 20ms}, {@code 1s}, {@code 5m}. */
    record Time(Duration min, Duration max) implements Limit {
        @Override
        public String words() {
            return ValueFormat.time(min) + " to " + ValueFormat.time(max);
        }

        boolean allows(Duration value) {
            return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
        }
    }

    /** A length of time in seconds, a bare number with or without decimals. */
    record Seconds(long min, long max) implements Limit {
        @Override
        public String words() {
            return min + " to " + max;
        }
    }

    /** A number of bytes, written with its unit: {@code 1MB} is 1,048,576 bytes. */
    record Size(DataSize min, DataSize max) implements Limit {
        @Override
        public String words() {
            return ValueFormat.size(min) + " to " + ValueFormat.size(max);
        }

        boolean allows(DataSize value) {
            return value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
        }
    }

    /** A share. */
    record Fraction() implements Limit {
        @Override
        public String words() {
            return "0.0 to 1.0";
        }
    }

    /** One of a few words, in any case. */
    record OneOf(List<String> values) implements Limit {
        static OneOf of(String... values) {
            return new OneOf(List.of(values));
        }

        @Override
        public String words() {
            return String.join(", ", values);
        }

        Optional<String> match(String value) {
            return values.stream().filter(value::equalsIgnoreCase).findFirst();
        }
    }

    /**
     * One server or several, with commas between: each a host's name, an underscore in it or not, or its address, with a port or
     * without. An IPv6 address has brackets; without a port they may be left out. Semicolons stand between such lists.
     */
    record Servers() implements Limit {
        private static final int MOST = 16;
        private static final Pattern NAME = Pattern.compile("([A-Za-z0-9._-]{1,253})(?::(\\d{1,5}))?");
        private static final Pattern BRACKETS = Pattern.compile("(\\[[^\\]]+])(?::(\\d{1,5}))?");
        private static final Pattern ADDRESS = Pattern.compile("(?:[^:]*:){2,}[^:]*");

        @Override
        public String words() {
            return "a name (of letters, digits, - _ and .; others as xn--…) or an address, with :port or without (an IPv6 address"
                    + " with a port in brackets), or up to " + MOST
                    + " of them that are replicas, with commas between; or up to " + Shards.MOST
                    + " shards, each such a list, with semicolons between and none at the end; none twice: no scheme, and a path in POSTRIDER_CLICKHOUSE_PATH";
        }

        /** @param port of those that name none */
        boolean allows(String value, int port) {
            try {
                List<List<URI>> shards = shards("http", value, port);
                Set<URI> seen = new HashSet<>();
                return shards.size() <= Shards.MOST
                        && shards.stream().allMatch(servers -> servers.size() <= MOST)
                        && shards.stream().flatMap(List::stream).allMatch(seen::add);
            } catch (IllegalArgumentException notServers) {
                return false;
            }
        }

        /**
         * Where they are: the servers of each shard.
         *
         * @param port of those that name none
         */
        static List<List<URI>> shards(String scheme, String value, int port) {
            return Arrays.stream(value.split(";", -1))
                    .map(servers -> endpoints(scheme, servers, port))
                    .toList();
        }

        private static List<URI> endpoints(String scheme, String value, int port) {
            return Arrays.stream(value.split(",", -1))
                    .map(String::trim)
                    .map(server -> URI.create(scheme + "://" + authority(server, port)))
                    .toList();
        }

        private static String authority(String server, int port) {
            for (Pattern withPort : List.of(NAME, BRACKETS)) {
                Matcher parts = withPort.matcher(server);
                if (parts.matches()) {
                    return checked(parts.group(1)) + ":" + (parts.group(2) == null ? port : port(parts.group(2)));
                }
            }
            if (ADDRESS.matcher(server).matches()) {
                return checked("[" + server + "]") + ":" + port;
            }
            throw new IllegalArgumentException(server);
        }

        private static int port(String digits) {
            int port = Integer.parseInt(digits);
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException(digits);
            }
            return port;
        }

        private static String checked(String host) {
            if (host.startsWith("[") && URI.create("http://" + host).getHost() == null) {
                throw new IllegalArgumentException(host);
            }
            return host;
        }
    }

    /** A text of a certain form. */
    record Form(Pattern pattern, String words) implements Limit {
        static Form of(String regex, String words) {
            return new Form(Pattern.compile(regex, Pattern.DOTALL), words);
        }

        boolean allows(String value) {
            return pattern.matcher(value).matches();
        }
    }
}
