package dev.postrider.console;

import dev.postrider.console.access.ApiSecurity;
import dev.postrider.console.access.ConsoleSecurity;
import dev.postrider.console.api.ApiFrame;
import dev.postrider.console.batch.BatchPages;
import dev.postrider.console.deadletter.LetterPages;
import dev.postrider.console.delivery.DeliveryPages;
import dev.postrider.console.doctor.DoctorPages;
import dev.postrider.console.event.EventPages;
import dev.postrider.console.oidc.OidcAccess;
import dev.postrider.console.outbox.ConsoleEventLog;
import dev.postrider.console.outbox.ConsoleOutbox;
import dev.postrider.console.outbox.ConsoleOutboxes;
import dev.postrider.console.overview.OverviewPages;
import dev.postrider.console.page.FramePages;
import dev.postrider.console.payload.Payloads;
import dev.postrider.console.record.RecordPages;
import dev.postrider.console.replay.ReplayPages;
import dev.postrider.console.space.SpacePages;
import dev.postrider.console.token.TokenPages;
import dev.postrider.console.verification.VerificationPages;
import dev.postrider.spring.config.PostriderProperties;
import dev.postrider.spring.watch.OutboxWatch;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The console, below the path that {@code postrider.console.path} names; nothing of it where that is empty or {@code off}. It is a guest
 * in an application: its rules of access, its templates and its logins concern its own paths alone.
 */
@AutoConfiguration(
        afterName = {
            "dev.postrider.spring.PostriderAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@Conditional(OnConsolePath.class)
public final class ConsoleAutoConfiguration {
    /** Connections of the application's own that pages borrow at once at most. */
    private static final int CONNECTIONS = 4;

    /** Closed with the application. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    ConsoleEventLog postriderConsoleEventLog(PostriderProperties properties) {
        return new ConsoleEventLog(properties.clickhouse().settings());
    }

    /** The one outbox of an application; a server with many has its own bean of the type. */
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(OutboxWatch.class)
    ConsoleOutboxes postriderConsoleOutboxes(DataSource dataSource, OutboxWatch watch, PostriderProperties properties) {
        return new ConsoleOutboxes(
                List.of(ConsoleOutbox.sharing(properties.relay().outbox(), dataSource, CONNECTIONS, watch)));
    }

    /** What needs the outboxes. */
    @Configuration(proxyBeanMethods = false)
    @Import({
        ConsoleSecurity.class,
        ApiSecurity.class,
        OidcAccess.class,
        ApiFrame.class,
        TokenPages.class,
        Payloads.class,
        FramePages.class,
        OverviewPages.class,
        BatchPages.class,
        LetterPages.class,
        DeliveryPages.class,
        RecordPages.class,
        EventPages.class,
        SpacePages.class,
        VerificationPages.class,
        ReplayPages.class,
        DoctorPages.class
    })
    static class Pages {}
}
