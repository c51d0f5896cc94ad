package dev.postrider.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.spring.trace.Publication;
import dev.postrider.spring.trace.PublishSpan;
import dev.postrider.spring.trace.PublishSpans;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishTracingTest {

    private final List<String> told = new ArrayList<>();

    private PublishSpans telling(String name) {
        return () -> {
            told.add(name + " begins");
            return new PublishSpan() {
                @Override
                public void published(Publication publication) {
                    told.add(name + " published " + publication.events());
                }

                @Override
                public void failed(Throwable reason) {
                    told.add(name + " failed: " + reason.getMessage());
                }
            };
        };
    }

    private static final PublishSpans THROWS_AT_ONCE = () -> {
        throw new IllegalStateException("a tracer's fault");
    };

    private static final PublishSpans THROWS_AT_THE_END = () -> new PublishSpan() {
        @Override
        public void published(Publication publication) {
            throw new IllegalStateException("a tracer's fault");
        }

        @Override
        public void failed(Throwable reason) {
            throw new IllegalStateException("a tracer's fault");
        }
    };

    @Test
    void spansEndInsideOut() {
        PublishTracing tracing = new PublishTracing(List.of(telling("one"), telling("other")));

        assertThat(tracing.around(() -> 7L, Publication::of)).isEqualTo(7);
        assertThat(told).containsExactly("one begins", "other begins", "other published 7", "one published 7");
    }

    @Test
    void whatIsWrongWithPublishingIsToldAndThrownAsItIs() {
        PublishTracing tracing = new PublishTracing(List.of(telling("one"), THROWS_AT_THE_END));
        RuntimeException refused = new IllegalArgumentException("refused");

        assertThatThrownBy(() -> tracing.around(
                        () -> {
                            throw refused;
                        },
                        published -> Publication.of(1)))
                .isSameAs(refused);
        assertThat(told).containsExactly("one begins", "one failed: refused");
    }

    @Test
    void aSpanThatThrowsKeepsNeitherTheEventNorOtherSpansFromBeing() {
        PublishTracing tracing = new PublishTracing(List.of(THROWS_AT_ONCE, THROWS_AT_THE_END, telling("one")));

        assertThat(tracing.around(() -> 1L, Publication::of)).isEqualTo(1);
        assertThat(told).containsExactly("one begins", "one published 1");
    }
}
