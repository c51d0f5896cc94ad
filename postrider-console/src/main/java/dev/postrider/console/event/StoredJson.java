package dev.postrider.console.event;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.RawValue;

/** A context of the event log as a value of an answer. */
final class StoredJson {
    private StoredJson() {}

    /** As it is stored, to the last digit; a text, if it is no JSON. */
    static Object of(String context) {
        return isJson(context) ? new RawValue(context) : context;
    }

    private static boolean isJson(String context) {
        try (JsonParser parser = JsonMapper.shared().createParser(context)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException notJson) {
            return false;
        }
    }
}
