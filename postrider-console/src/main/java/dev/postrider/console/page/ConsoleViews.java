package dev.postrider.console.page;

import dev.postrider.console.outbox.ConsoleOutboxes;
import java.util.List;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.spring6.view.ThymeleafViewResolver;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The console's templates, apart from those of the application around it. */
@Configuration(proxyBeanMethods = false)
public class ConsoleViews {

    /** Its views alone are {@code console/pages/…}. */
    @Bean
    ViewResolver postriderConsoleViews(ApplicationContext context) {
        ClassLoaderTemplateResolver templates = new ClassLoaderTemplateResolver(ConsoleViews.class.getClassLoader());
        templates.setPrefix("dev/postrider/");
        templates.setSuffix(".html");
        templates.setTemplateMode(TemplateMode.HTML);
        templates.setCharacterEncoding("UTF-8");
        SpringTemplateEngine engine = new SpringTemplateEngine();
        engine.setTemplateEngineMessageSource(context);
        engine.setTemplateResolver(templates);
        ThymeleafViewResolver views = new ThymeleafViewResolver();
        views.setTemplateEngine(engine);
        views.setViewNames(new String[] {"console/pages/*"});
        views.setCharacterEncoding("UTF-8");
        views.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return views;
    }

    @Bean
    WebMvcConfigurer postriderConsoleArguments(ConsoleOutboxes outboxes) {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new OutboxArgument(outboxes));
            }
        };
    }
}
