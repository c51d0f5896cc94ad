package dev.postrider.relay.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.relay.sink.table.TableKey.Comparison;
import org.junit.jupiter.api.Test;

/** When two servers have the same table. */
class TableKeyTest {
    private static TableKey replica(String name, String path, long newest, String trouble) {
        return new TableKey(
                "ReplicatedMergeTree",
                "",
                new ReplicaStatus(name, path, trouble, newest, newest + 1, 0, 0, "n1,n2", 2, 2));
    }

    private static Comparison compared(TableKey here, TableKey there) {
        return here.compare(there, here);
    }

    private final TableKey here = replica("n1", "/t", 50, "");

    @Test
    void replicasOfOneLogAreTheSameTable() {
        assertThat(compared(here, replica("n2", "/t", 50, ""))).isEqualTo(Comparison.SAME);
        assertThat(here.compare(replica("n2", "/t", 53, ""), replica("n1", "/t", 55, "")))
                .as("while others write")
                .isEqualTo(Comparison.SAME);
    }

    @Test
    void anotherPathOrNameIsAnotherTable() {
        assertThat(compared(here, replica("n2", "/u", 50, ""))).isEqualTo(Comparison.OTHER);
        assertThat(compared(here, replica("n3", "/t", 50, ""))).isEqualTo(Comparison.OTHER);
    }

    @Test
    void aClusterOfTheSameNamesHasAnotherLog() {
        assertThat(compared(here, replica("n2", "/t", 7, ""))).isEqualTo(Comparison.DIFFERS_NOW);
        assertThat(compared(here, replica("n2", "/t", 51, ""))).isEqualTo(Comparison.DIFFERS_NOW);
    }

    @Test
    void emptyLogsAndReplicasInTroubleTellNothing() {
        TableKey empty = replica("n1", "/t", 0, "");
        assertThat(compared(empty, replica("n2", "/t", 0, ""))).isEqualTo(Comparison.NOT_KNOWN);
        assertThat(compared(here, replica("n2", "/t", 0, "it is read-only"))).isEqualTo(Comparison.NOT_KNOWN);
        assertThat(compared(here, new TableKey("", "", null))).isEqualTo(Comparison.NOT_KNOWN);
    }

    @Test
    void aTableThatOneServerKeepsAloneIsNeverTheSame() {
        TableKey plain = new TableKey("MergeTree", "", null);
        assertThat(compared(plain, plain)).isEqualTo(Comparison.OTHER);
        assertThat(compared(here, plain)).isEqualTo(Comparison.OTHER);
        assertThat(compared(plain, here)).isEqualTo(Comparison.OTHER);
    }

    @Test
    void sharedStorageIsKnownByItsUuid() {
        TableKey shared = new TableKey("SharedMergeTree", "a", null);
        assertThat(compared(shared, new TableKey("SharedMergeTree", "a", null))).isEqualTo(Comparison.SAME);
        assertThat(compared(shared, new TableKey("SharedMergeTree", "b", null))).isEqualTo(Comparison.OTHER);
    }

    @Test
    void aTableThatIsReachedInTwoWaysIsAlike() {
        TableKey plain = new TableKey("MergeTree", "a", null);
        assertThat(plain.isAlike(plain)).isTrue();
        assertThat(plain.isAlike(new TableKey("MergeTree", "b", null))).isFalse();
        TableKey unknown = new TableKey("MergeTree", "00000000-0000-0000-0000-000000000000", null);
        assertThat(unknown.isAlike(unknown)).isFalse();
        assertThat(here.isAlike(replica("n9", "/t", 3, ""))).isTrue();
        assertThat(here.isAlike(replica("n2", "/u", 50, ""))).isFalse();
        assertThat(new TableKey("", "", null).isAlike(new TableKey("", "", null)))
                .isFalse();
    }
}
