package dev.postrider.relay.sink.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.relay.batch.RowLayout.Column;
import dev.postrider.relay.batch.RowLayout.WireType;
import dev.postrider.relay.content.EventField;
import dev.postrider.relay.sink.server.SinkException;
import dev.postrider.relay.sink.table.TableColumns.TableColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableColumnsTest {
    @Test
    void adoptsTheSeedsOwnTable() throws SinkException {
        assertThat(TableColumns.layout(
                                "t",
                                List.of(
                                        column("event_type", "String"),
                                        column("event_date_time", "DateTime64(6)"),
                                        column("environment", "String"),
                                        column("event_context", "String"),
                                        column("metadata_version", "Int32")))
                        .columns())
                .containsExactly(
                        new Column(EventField.EVENT_TYPE, new WireType.Text(), "String"),
                        new Column(EventField.EVENT_DATE_TIME, new WireType.Time(6), "DateTime64(6)"),
                        new Column(EventField.ENVIRONMENT, new WireType.Text(), "String"),
                        new Column(EventField.EVENT_CONTEXT, new WireType.Text(), "String"),
                        new Column(EventField.METADATA_VERSION, new WireType.Whole(4, Integer.MAX_VALUE), "Int32"));
    }

    @Test
    void readsThroughLowCardinalityAndNullable() throws SinkException {
        assertThat(TableColumns.layout(
                                "t",
                                List.of(
                                        column("event_type", "LowCardinality(Nullable(String))"),
                                        column("event_date_time", "DateTime64(6, 'UTC')"),
                                        column("event_context", "JSON")))
                        .columns()
                        .get(0)
                        .type())
                .isEqualTo(new WireType.Optional(new WireType.Text()));
    }

    @Test
    void refusesALossyColumnByItsName() {
        assertThatThrownBy(() -> TableColumns.layout(
                        "default.t",
                        List.of(
                                column("event_type", "String"),
                                column("event_date_time", "DateTime"),
                                column("event_context", "String"))))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("event_date_time")
                .hasMessageContaining("default.t")
                .hasMessageContaining("DateTime64(6,");
    }

    @Test
    void refusesATableWithoutAContext() {
        assertThatThrownBy(() -> TableColumns.layout("t", List.of(column("event_type", "String"))))
                .isInstanceOf(SinkException.class)
                .hasMessageContaining("no column event_date_time");
    }

    private static TableColumn column(String name, String type) {
        return new TableColumn(name, type, "", false);
    }
}
