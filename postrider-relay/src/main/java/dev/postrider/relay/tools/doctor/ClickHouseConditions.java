package dev.postrider.relay.tools.doctor;

import dev.postrider.relay.sink.EventLogFacts;
import dev.postrider.relay.sink.EventLogFacts.InsertSetting;
import dev.postrider.relay.sink.EventLogFacts.Table;
import dev.postrider.relay.sink.EventLogFacts.View;
import dev.postrider.relay.sink.server.SinkException;
import org.jspecify.annotations.Nullable;

/** What known faults of ClickHouse depend on. One thread. */
final class ClickHouseConditions implements FaultChecks.Conditions {
    private final EventLogFacts facts;

    ClickHouseConditions(EventLogFacts facts) {
        this.facts = facts;
    }

    /** The known faults of this server. */
    static FaultChecks faults(EventLogFacts facts) {
        return new FaultChecks(DatabaseServer.CLICKHOUSE, new ClickHouseConditions(facts));
    }

    @Override
    public boolean hold(FaultCondition condition) throws SinkException {
        return switch (condition) {
            case REPLICATED_TABLE -> {
                Table table = facts.table();
                yield table != null && table.replicated();
            }
            case VIEW_INTO_PARTITIONS ->
                facts.views().stream().map(View::target).anyMatch(ClickHouseConditions::dropsInPartitions);
            case ASYNC_INSERT -> isFixed("async_insert");
            case FIXED_DEDUPLICATION -> isFixed(".*deduplicate.*");
            default -> throw new IllegalArgumentException(condition + " is no condition of ClickHouse");
        };
    }

    private static boolean dropsInPartitions(@Nullable Table target) {
        return target != null && target.window() > 0 && !target.partitionKey().isEmpty();
    }

    private boolean isFixed(String names) throws SinkException {
        for (InsertSetting setting : facts.insertSettings()) {
            if (setting.name().matches(names)
                    && setting.fixed()
                    && !setting.wanted().equals(setting.value())) {
                return true;
            }
        }
        return false;
    }
}
