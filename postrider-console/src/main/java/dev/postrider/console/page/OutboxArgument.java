package dev.postrider.console.page;

import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives a page the outbox that its address names, the first where it names none; and who looks at it. */
final class OutboxArgument implements HandlerMethodArgumentResolver {
    private final ConsoleOutboxes outboxes;

    OutboxArgument(ConsoleOutboxes outboxes) {
        this.outboxes = outboxes;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == ConsoleOutbox.class || parameter.getParameterType() == Viewer.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binder) {
        if (parameter.getParameterType() == Viewer.class) {
            return Viewer.of((HttpServletRequest) request.getNativeRequest());
        }
        String name = request.getParameter("outbox");
        return outboxes.named(name).orElseThrow(() -> new NotFoundException("there is no outbox '" + name + "' here"));
    }
}
