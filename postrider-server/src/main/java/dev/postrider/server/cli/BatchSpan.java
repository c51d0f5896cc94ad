package dev.postrider.server.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Batches from one to another, as an option has them: {@code 5..9}, or {@code 5} for one alone. */
record BatchSpan(long first, long last) {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,17})(?:\\.\\.([1-9][0-9]{0,17}))?");

    /** Reads it. */
    static final class Converter implements ITypeConverter<BatchSpan> {
        @Override
        public BatchSpan convert(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new TypeConversionException("'" + text + "' is not of the form 5..9 or 5");
            }
            long first = Long.parseLong(form.group(1));
            long last = form.group(2) == null ? first : Long.parseLong(form.group(2));
            if (last < first) {
                throw new TypeConversionException("'" + text + "' ends before it begins");
            }
            return new BatchSpan(first, last);
        }
    }
}
