package dev.postrider.console.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** One that the console has. */
public record Route(String method, String path) {

    /** All of the console's, as Spring knows them, with the number 1 in the places of their variables. */
    public static List<Route> all(Host host) {
        return below(host, Host.PATH + "/", Host.PATH);
    }

    /** All of the admin API's. */
    public static List<Route> ofApi(Host host) {
        return below(host, Host.API + "/", Host.API);
    }

    private static List<Route> below(Host host, String prefix, String whole) {
        Set<String> routes = new TreeSet<>();
        RequestMappingHandlerMapping mappings =
                host.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
        for (RequestMappingInfo info : mappings.getHandlerMethods().keySet()) {
            for (String pattern : info.getPatternValues()) {
                if (pattern.startsWith(prefix) || pattern.equals(whole)) {
                    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                    String path =
                            pattern.replaceAll("\\{\\*[^}]*}", "x/y").replaceAll("\\{[^{}]*(\\{[^{}]*}[^{}]*)*}", "1");
                    (methods.isEmpty() ? Set.of(RequestMethod.GET, RequestMethod.POST) : methods)
                            .forEach(method -> routes.add(method + " " + path));
                }
            }
        }
        assertThat(routes).hasSizeGreaterThan(20);
        List<Route> all = new ArrayList<>();
        routes.forEach(route -> all.add(new Route(route.split(" ", 2)[0], route.split(" ", 2)[1])));
        return all;
    }
}
