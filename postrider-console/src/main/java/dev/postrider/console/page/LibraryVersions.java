package dev.postrider.console.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which versions of the libraries for browsers are there: their jars have it in the paths of their files. */
final class LibraryVersions {
    private static final String DESCRIPTION = "META-INF/maven/org.webjars.npm/%s/pom.properties";

    private LibraryVersions() {}

    static String of(String library) {
        String file = DESCRIPTION.formatted(library);
        try (InputStream in = LibraryVersions.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the library " + library + " is missing");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }
}
