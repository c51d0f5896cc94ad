package dev.postrider.console.page;

import java.time.Duration;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** Styles and scripts: all of them out of the jars, none from elsewhere. */
@Controller
@RequestMapping("${postrider.console.path}/assets")
final class AssetsController {
    private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=UTF-8");
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");
    private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");
    private static final String OWN = "dev/postrider/console/assets/";
    private static final String LIBRARIES = "META-INF/resources/webjars/";

    private final Map<String, Asset> assets = Map.of(
            "console.css", asset(OWN + "console.css", CSS),
            "console.js", asset(OWN + "console.js", SCRIPT),
            "curves.js", asset(OWN + "curves.js", SCRIPT),
            "icon.svg", asset(OWN + "icon.svg", SVG),
            "htmx.js", asset(library("htmx.org", "dist/htmx.min.js"), SCRIPT),
            "sse.js", asset(library("htmx-ext-sse", "sse.js"), SCRIPT),
            "uplot.js", asset(library("uplot", "dist/uPlot.iife.min.js"), SCRIPT),
            "uplot.css", asset(library("uplot", "dist/uPlot.min.css"), CSS));

    private record Asset(Resource file, MediaType type) {}

    @GetMapping("/{name}")
    ResponseEntity<Resource> asset(@PathVariable String name) {
        Asset asset = assets.get(name);
        if (asset == null) {
            throw new NotFoundException("there is no file '" + name + "'");
        }
        return ResponseEntity.ok()
                .contentType(asset.type())
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePrivate())
                .body(asset.file());
    }

    private static Asset asset(String file, MediaType type) {
        ClassPathResource resource = new ClassPathResource(file, AssetsController.class.getClassLoader());
        if (!resource.exists()) {
            throw new IllegalStateException("the console's file " + file + " is missing");
        }
        return new Asset(resource, type);
    }

    /** Where a library's file is; its version is in its own description. */
    private static String library(String name, String file) {
        return LIBRARIES + name + "/" + LibraryVersions.of(name) + "/" + file;
    }
}
