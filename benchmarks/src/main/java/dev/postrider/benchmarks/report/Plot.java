package dev.postrider.benchmarks.report;

import dev.postrider.benchmarks.result.Curve;
import dev.postrider.benchmarks.result.Figure;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots on a light panel of their own, which reads on a light page and on a dark one. */
final class Plot {
    private static final int WIDTH = 820;
    private static final int BARS_WIDTH = 960;
    private static final int LINES_HEIGHT = 400;
    private static final int BAR_HEIGHT = 30;
    private static final int BARS_FRAME = 110;

    /** Few enough to be told from each other on one line's thickness. */
    private static final int MARKED_POINTS = 40;

    private static final Color PANEL = new Color(0xFB, 0xFB, 0xF9);
    private static final Color INK = new Color(0x33, 0x36, 0x3B);
    private static final Color GRID = new Color(0xDD, 0xDE, 0xDC);
    /** Told apart by the colour-blind too. */
    private static final Color[] COLOURS = {
        new Color(0x00, 0x72, 0xB2),
        new Color(0xD5, 0x5E, 0x00),
        new Color(0x00, 0x9E, 0x73),
        new Color(0xCC, 0x79, 0xA7),
        new Color(0x8A, 0x6D, 0x00),
        new Color(0x56, 0xB4, 0xE9),
        new Color(0x33, 0x36, 0x3B),
        new Color(0xE6, 0x9F, 0x00)
    };

    private Plot() {}

    /** Lines of one chart. */
    static void lines(List<Curve> curves, Path file) throws IOException {
        Curve first = curves.get(0);
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(LINES_HEIGHT)
                .title(first.chart())
                .xAxisTitle(first.xLabel())
                .yAxisTitle(first.yLabel())
                .build();
        look(chart.getStyler());
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setMarkerSize(5);
        chart.getStyler().setYAxisTickLabelsFormattingFunction(NumberText::tick);
        boolean belowZero = false;
        for (Curve curve : curves) {
            var series = chart.addSeries(curve.line(), curve.xs(), curve.ys());
            if (curve.xs().size() > MARKED_POINTS) {
                series.setMarker(SeriesMarkers.NONE);
            }
            series.setLineStyle(new BasicStroke(2f));
            belowZero |= curve.ys().stream().anyMatch(y -> y < 0);
        }
        if (!belowZero) {
            // A curve that is flat must look flat.
            chart.getStyler().setYAxisMin(0.0);
        }
        Svg.write(WIDTH, LINES_HEIGHT, chart::paint, file);
    }

    /** A bar for each figure, as long as its median. */
    static void bars(String title, String unit, List<Figure> figures, Path file) throws IOException {
        int height = BARS_FRAME + BAR_HEIGHT * figures.size();
        HorizontalBarChart chart = new HorizontalBarChartBuilder()
                .width(BARS_WIDTH)
                .height(height)
                .title(title)
                .xAxisTitle(unit)
                .build();
        look(chart.getStyler());
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setAvailableSpaceFill(0.6);
        chart.getStyler().setXAxisMin(0.0);
        // Every bar has its name; the hint is for both axes of this kind of chart.
        chart.getStyler().setXAxisTickMarkSpacingHint(BAR_HEIGHT / 2);
        chart.addSeries(
                unit,
                figures.stream().map(Figure::median).toList(),
                figures.stream()
                        .map(figure -> figure.name() + "  " + NumberText.text(figure.median()))
                        .toList());
        Svg.write(BARS_WIDTH, height, chart::paint, file);
    }

    private static void look(AxesChartStyler styler) {
        styler.setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        styler.setChartBackgroundColor(PANEL);
        styler.setPlotBackgroundColor(PANEL);
        styler.setLegendBackgroundColor(PANEL);
        styler.setLegendBorderColor(PANEL);
        styler.setPlotBorderVisible(false);
        styler.setChartFontColor(INK);
        styler.setAxisTickLabelsColor(INK);
        styler.setAxisTickMarksColor(INK);
        styler.setPlotGridLinesColor(GRID);
        styler.setSeriesColors(COLOURS);
        styler.setXAxisTickLabelsFormattingFunction(NumberText::tick);
    }
}
