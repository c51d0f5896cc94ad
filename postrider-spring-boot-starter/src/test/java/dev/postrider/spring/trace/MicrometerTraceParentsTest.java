package dev.postrider.spring.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class MicrometerTraceParentsTest {

    private final SimpleTracer tracer = new SimpleTracer();
    private final TraceParents parents = new MicrometerTraceParents(tracer);

    @Test
    void outsideOfATraceThereIsNone() {
        assertThat(parents.current()).isNull();
    }

    @Test
    void aTracerThatIsSwitchedOffGivesNone() {
        assertThat(new MicrometerTraceParents(Tracer.NOOP).current()).isNull();

        SimpleSpan span = tracer.nextSpan().start();
        span.context().setTraceId("0".repeat(32));
        span.context().setSpanId("0".repeat(16));
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            assertThat(scope).isNotNull();
            assertThat(parents.current()).isNull();
        }
    }

    @Test
    void aTracerThatThrowsGivesNone() {
        Tracer broken = (Tracer) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Tracer.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("a tracer's fault");
                });

        assertThat(new MicrometerTraceParents(broken).current()).isNull();
    }

    @Test
    void insideOfOneItIsWrittenAsW3cWritesItWithShortIdsFilledUp() {
        SimpleSpan span = tracer.nextSpan().start();
        span.context().setTraceId("4bf92f3577b34da6");
        span.context().setSpanId("00f067aa0ba902b7");
        span.context().setSampled(true);
        try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
            assertThat(scope).isNotNull();
            assertThat(parents.current()).isEqualTo("00-00000000000000004bf92f3577b34da6-00f067aa0ba902b7-01");
        }
        assertThat(parents.current()).isNull();
    }
}
