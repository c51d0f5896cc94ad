package dev.postrider.spring.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    /** A host's name, an underscore in it or not, or its address, an IPv6 one with brackets or without. */
    record Host() implements Limit {
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");
        private static final Pattern ADDRESS = Pattern.compile("(?:[^:]*:){2,}[^:]*");

        @Override
        public String words() {
            return "a name (of letters, digits, - _ and .; others as xn--…) or an address alone: no scheme, port or path";
        }

        boolean allows(String value) {
            if (NAME.matcher(value).matches()) {
                return true;
            }
            if (!ADDRESS.matcher(value).matches()) {
                return false;
            }
            try {
                return new URI("http://" + forUrl(value) + ":1").getHost() != null;
            } catch (URISyntaxException noAddress) {
                return false;
            }
        }

        /** As a URL has it: an IPv6 address in brackets. */
        static String forUrl(String host) {
            return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
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
