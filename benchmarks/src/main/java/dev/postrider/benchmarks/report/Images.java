package dev.postrider.benchmarks.report;

import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import dev.postrider.benchmarks.result.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The plots of the scenarios, in a folder. */
record Images(Path folder) {
    /** Rates are compared side by side; other units have their table. */
    private static final String RATE = "/s";

    /** A plot that was drawn. */
    record Image(String title, String fileName) {}

    /** Draws a scenario's plots in the place of its older ones: a bar for each rate, then the lines. */
    List<Image> draw(Result result) throws IOException {
        forget(result.scenario());
        List<Image> images = new ArrayList<>();
        Map<String, List<Figure>> rates = result.figures().stream()
                .filter(figure -> figure.unit().endsWith(RATE))
                .collect(Collectors.groupingBy(Figure::unit, LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<String, List<Figure>> unit : rates.entrySet()) {
            if (unit.getValue().size() > 1) {
                Image image = image(result, result.scenario() + ": " + unit.getKey() + ", medians");
                Plot.bars(image.title(), unit.getKey(), unit.getValue(), folder.resolve(image.fileName()));
                images.add(image);
            }
        }
        Map<String, List<Curve>> charts = result.curves().stream()
                .collect(Collectors.groupingBy(Curve::chart, LinkedHashMap::new, Collectors.toList()));
        for (Map.Entry<String, List<Curve>> chart : charts.entrySet()) {
            Image image = image(result, chart.getKey());
            Plot.lines(chart.getValue(), folder.resolve(image.fileName()));
            images.add(image);
        }
        return images;
    }

    private static Image image(Result result, String title) {
        String words = title.toLowerCase(Locale.ROOT)
                .replace(result.scenario() + ":", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        return new Image(title, result.scenario() + "-" + words + ".svg");
    }

    private void forget(String scenario) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith(scenario + "-")) {
                    Files.delete(file);
                }
            }
        }
    }
}
