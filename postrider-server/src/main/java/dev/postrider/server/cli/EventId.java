package dev.postrider.server.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an event's id. */
final class EventId implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException(
                    "'" + text + "' is not an event id; it is the number that publish returned, for example 4711");
        }
    }
}
