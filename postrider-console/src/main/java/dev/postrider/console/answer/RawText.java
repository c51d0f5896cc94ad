package dev.postrider.console.answer;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads JSON within JSON as the text that it is, to the last blank and digit: what {@code @JsonRawValue} has written. */
final class RawText extends StdDeserializer<String> {
    /** The attribute that holds the whole text. */
    static final String OF = RawText.class.getName();

    RawText() {
        super(String.class);
    }

    @Override
    public String deserialize(JsonParser parser, DeserializationContext context) {
        int begin = (int) parser.currentTokenLocation().getCharOffset();
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        int end = (int) parser.currentLocation().getCharOffset();
        return String.valueOf(context.getAttribute(OF)).substring(begin, end).strip();
    }
}
