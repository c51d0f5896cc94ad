package dev.postrider.spring.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;

/** Explains a value of the wrong kind ({@code ten} where a number is wanted) like one that is out of range. */
final class UnreadableSettingAnalyzer extends AbstractFailureAnalyzer<BindException> implements Ordered {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        ConfigurationProperty property = cause.getProperty();
        if (property == null) {
            return null;
        }
        String name = property.getName().toString();
        return Setting.all().stream()
                .filter(setting -> setting.property().equals(name))
                .findFirst()
                .map(setting -> {
                    String kind = setting.limit() instanceof Limit.OneOf ? "" : setting.unit() + ", ";
                    Problem problem = Problem.of(
                            setting,
                            String.valueOf(property.getValue()),
                            kind + setting.limit().words());
                    return new FailureAnalysis(problem.toString(), InvalidSettingsAnalyzer.ACTION, cause);
                })
                .orElse(null);
    }

    /** After {@link InvalidSettingsAnalyzer}, before Spring Boot's own. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }
}
