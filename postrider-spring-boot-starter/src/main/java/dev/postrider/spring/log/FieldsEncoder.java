package dev.postrider.spring.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;

/** Gives an encoder of whatever format each field once, and not the values of masked ones. */
final class FieldsEncoder extends EncoderBase<ILoggingEvent> {

    private final Encoder<ILoggingEvent> encoder;
    private volatile MaskedFields masked;

    FieldsEncoder(Encoder<ILoggingEvent> encoder, MaskedFields masked) {
        this.encoder = encoder;
        this.masked = masked;
    }

    void mask(MaskedFields fields) {
        this.masked = fields;
    }

    @Override
    public byte[] headerBytes() {
        return encoder.headerBytes();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return encoder.encode(new DistinctFields(masked.in(event)));
    }

    @Override
    public byte[] footerBytes() {
        return encoder.footerBytes();
    }

    @Override
    public void stop() {
        encoder.stop();
        super.stop();
    }
}
