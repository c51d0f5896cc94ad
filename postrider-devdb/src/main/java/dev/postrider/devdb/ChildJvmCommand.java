package dev.postrider.devdb;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The command line of a JVM that runs a class of this program. */
record ChildJvmCommand(List<String> jvmOptions, Class<?> main, List<Class<?>> needed) {
    /** The words of the command, with these arguments for the main method. */
    List<String> words(List<String> arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmOptions);
        words.add("-cp");
        words.add(classPath());
        words.add(main.getName());
        words.addAll(arguments);
        return words;
    }

    /** Only what the child needs, where its classes lie as files; otherwise the class path of this JVM. */
    private String classPath() {
        Set<String> entries = new LinkedHashSet<>();
        for (Class<?> type : needed) {
            var source = type.getProtectionDomain().getCodeSource();
            if (source == null || !source.getLocation().getProtocol().equals("file")) {
                return System.getProperty("java.class.path");
            }
            try {
                entries.add(Path.of(source.getLocation().toURI()).toString());
            } catch (URISyntaxException e) {
                return System.getProperty("java.class.path");
            }
        }
        return entries.stream().collect(Collectors.joining(File.pathSeparator));
    }
}
