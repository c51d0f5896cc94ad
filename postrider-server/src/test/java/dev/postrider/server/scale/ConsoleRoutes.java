package dev.postrider.server.scale;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Controller;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** What can be asked of the console with GET, as its controllers say it. */
final class ConsoleRoutes {
    private ConsoleRoutes() {}

    /** Below the console's path; those that no path of some leads to, most specific pattern first. */
    static List<String> without(Stream<String> paths) {
        Set<PathPattern> routes = all();
        TreeSet<String> missing = new TreeSet<>();
        routes.forEach(route -> missing.add(route.getPatternString()));
        paths.map(path -> path.replaceFirst("\\?.*", ""))
                .forEach(path -> routes.stream()
                        .filter(route -> route.matches(PathContainer.parsePath(path)))
                        .findFirst()
                        .ifPresent(route -> missing.remove(route.getPatternString())));
        return List.copyOf(missing);
    }

    private static Set<PathPattern> all() {
        ClassPathScanningCandidateComponentProvider controllers =
                new ClassPathScanningCandidateComponentProvider(false);
        controllers.addIncludeFilter(new AnnotationTypeFilter(Controller.class));
        TreeSet<PathPattern> routes = new TreeSet<>();
        controllers.findCandidateComponents("dev.postrider.console").forEach(found -> {
            Class<?> controller = type(String.valueOf(found.getBeanClassName()));
            RequestMapping below = AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
            ReflectionUtils.doWithMethods(controller, method -> {
                GetMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, GetMapping.class);
                if (mapping != null && below != null) {
                    String[] ends = mapping.path().length == 0 ? new String[] {""} : mapping.path();
                    String beginning = below.path()[0].replace("${postrider.console.path}", "");
                    Stream.of(ends)
                            .map(end -> PathPatternParser.defaultInstance.parse(beginning + end))
                            .forEach(routes::add);
                }
            });
        });
        return routes;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
