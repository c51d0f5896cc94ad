package dev.postrider.server;

import dev.postrider.outbox.MigrationReport;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.spring.log.Reason;
import java.util.Arrays;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Applies the migrations and ends: for a deployment's step before its processes start. */
final class MigrateCommand {

    private MigrateCommand() {}

    /** Gives the exit code. A database that is down is an error here: whoever runs this waits for the result. */
    static int run(String[] args) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Database.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(
                        "logging.level.org.flywaydb=WARN",
                        // what the pool would log comes as the exception, too
                        "logging.level.com.zaxxer.hikari=OFF",
                        "spring.datasource.hikari.initialization-fail-timeout=1")
                .run(withoutSocketTimeout(args))) {
            MigrationReport report = OutboxSchema.migrate(context.getBean(DataSource.class));
            System.out.println("schema postrider is at version " + report.version()
                    + (report.applied().isEmpty() ? ", nothing to do" : ", applied " + report.applied()));
            return 0;
        } catch (RuntimeException e) {
            System.err.println("the schema postrider was not migrated: " + Reason.of(e));
            return 1;
        }
    }

    /** A migration may take its time. */
    private static String[] withoutSocketTimeout(String[] args) {
        String[] all = Arrays.copyOf(args, args.length + 1);
        all[args.length] = "--spring.datasource.hikari.data-source-properties.socketTimeout=0";
        return all;
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
    static class Database {}
}
