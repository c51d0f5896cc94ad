package dev.postrider.outbox;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AccessorNamingStrategy;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMethod;
import tools.jackson.databind.introspect.DefaultAccessorNamingStrategy;

/**
 * Which methods tell an object's content, and under which names: {@code getEmail()} and {@code email()} tell {@code email}, the
 * latter if a field is called so. {@code isActive()} tells {@code isActive}, or {@code active} if a field is called so. A word
 * has to begin behind {@code get} and {@code is}, so {@code issue()} and {@code getaway()} tell nothing.
 */
final class AccessorNames extends DefaultAccessorNamingStrategy {

    /** A field may hold what they give, but is not their source. */
    private static final Set<String> OF_EVERY_OBJECT = Set.of("hashCode", "toString", "clone", "finalize");

    private final Set<String> fields = new HashSet<>();

    private AccessorNames(MapperConfig<?> config, AnnotatedClass type) {
        super(config, type, "set", "get", "is", null);
        type.fields().forEach(field -> fields.add(field.getName()));
    }

    /** The names for every class, a record too. */
    static final class Provider extends DefaultAccessorNamingStrategy.Provider {

        private static final long serialVersionUID = 1L;

        @Override
        public AccessorNamingStrategy forPOJO(MapperConfig<?> config, AnnotatedClass type) {
            return new AccessorNames(config, type);
        }

        @Override
        public AccessorNamingStrategy forRecord(MapperConfig<?> config, AnnotatedClass type) {
            return new AccessorNames(config, type);
        }
    }

    @Override
    public @Nullable String findNameForRegularGetter(AnnotatedMethod method, String name) {
        return fields.contains(name) && !OF_EVERY_OBJECT.contains(name)
                ? name
                : super.findNameForRegularGetter(method, name);
    }

    @Override
    public @Nullable String findNameForIsGetter(AnnotatedMethod method, String name) {
        if (!name.startsWith("is") || !beginsWord(name, 2)) {
            return null;
        }
        String bare = withSmallInitial(name.substring(2));
        return fields.contains(bare) ? bare : name;
    }

    @Override
    protected @Nullable String stdManglePropertyName(String method, int prefix) {
        if (!beginsWord(method, prefix)) {
            return null;
        }
        String rest = method.substring(prefix);
        String small = withSmallInitial(rest);
        // without a field to ask, a row of capitals is one word: getURL
        return fields.contains(small) || !startsWithTwoCapitals(rest) ? small : rest;
    }

    /** A capital, a sign that is no letter, or a word of one small letter: {@code getxAxis}. */
    private static boolean beginsWord(String name, int at) {
        return at < name.length()
                && (!Character.isLowerCase(name.charAt(at))
                        || (at + 1 < name.length() && Character.isUpperCase(name.charAt(at + 1))));
    }

    private static boolean startsWithTwoCapitals(String name) {
        return name.length() > 1 && Character.isUpperCase(name.charAt(0)) && Character.isUpperCase(name.charAt(1));
    }

    private static String withSmallInitial(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
