package dev.postrider.examples.users.user;

import dev.postrider.outbox.Outbox;
import dev.postrider.outbox.OutboxSchema;
import dev.postrider.outbox.OutboxSettings;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;

@Component
class InterimPublisher {
    private final Outbox outbox = Outbox.create(OutboxSettings.defaults());
    private final DataSource dataSource;

    InterimPublisher(DataSource dataSource) {
        this.dataSource = dataSource;
        OutboxSchema.migrate(dataSource);
    }

    void publish(Object event) {
        outbox.publish(DataSourceUtils.getConnection(dataSource), event);
    }
}
