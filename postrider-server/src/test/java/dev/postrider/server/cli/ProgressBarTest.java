package dev.postrider.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    @Test
    void tellsWhatIsDoneHowFastAndWhatIsLeft() {
        assertThat(ProgressBar.line("requeued", 250, 1_000, Duration.ofSeconds(5)))
                .isEqualTo("requeued [=======                       ] 250 of 1000 (50/s, 15 s left)");
    }

    @Test
    void showsNothingWhereThereIsNoTerminal() {
        StringWriter out = new StringWriter();
        ProgressBar bar = new ProgressBar(new PrintWriter(out), false);
        bar.show("requeued", 1, 2);
        bar.clear();

        assertThat(out.toString()).isEmpty();
    }

    @Test
    void isTakenAwayWhenItIsDone() {
        StringWriter out = new StringWriter();
        ProgressBar bar = new ProgressBar(new PrintWriter(out), true);
        bar.show("requeued", 2, 2);
        bar.clear();

        assertThat(out.toString()).contains("2 of 2").endsWith("\r\u001b[K");
    }
}
