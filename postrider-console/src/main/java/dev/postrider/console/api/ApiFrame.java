package dev.postrider.console.api;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What all parts of the admin API have in common. */
@Configuration(proxyBeanMethods = false)
@Conditional(OnApiPath.class)
@Import({ApiProblems.class, OpenApiController.class})
public class ApiFrame {

    @Bean
    static WebMvcConfigurer postriderApiAnswers() {
        return new WebMvcConfigurer() {
            @Override
            public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
                converters.addCustomConverter(new AnswerConverter());
            }
        };
    }
}
