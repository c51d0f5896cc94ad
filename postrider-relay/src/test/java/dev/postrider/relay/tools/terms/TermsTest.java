package dev.postrider.relay.tools.terms;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postrider.relay.OutboxFixture;
import dev.postrider.relay.lease.Lease;
import dev.postrider.relay.tools.terms.RelayTerm.Ending;
import dev.postrider.test.PostgresDatabase;
import dev.postrider.test.PostriderTest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who was the active relay when. */
@PostriderTest
class TermsTest {
    private final PostgresDatabase postgres;
    private final Terms terms;

    TermsTest(PostgresDatabase postgres) {
        this.postgres = postgres;
        this.terms = new Terms(postgres.dataSource());
    }

    @BeforeEach
    void makeOutbox() {
        OutboxFixture.makeOutbox(postgres);
    }

    private Lease lease(String owner, Duration term) {
        return new Lease(postgres.dataSource(), owner, term, System::nanoTime);
    }

    @Test
    void beforeAnyRelayThereIsNoTermAndNoHolder() throws SQLException {
        assertThat(terms.page(null, 10)).isEqualTo(new TermPage(List.of(), null, null, false));
    }

    @Test
    void eachTermSaysHowItEnded() throws SQLException {
        Lease first = lease("first", Duration.ofMinutes(1));
        first.take().orElseThrow();
        first.release();
        lease("second", Duration.ofMillis(1)).take().orElseThrow();
        Lease third = lease("third", Duration.ofMinutes(1));
        await().until(() -> third.take().isPresent());

        TermPage page = terms.page(null, 10);

        assertThat(page.terms()).extracting(RelayTerm::owner).containsExactly("third", "second", "first");
        assertThat(page.terms())
                .extracting(RelayTerm::ending)
                .containsExactly(Ending.HOLDS, Ending.TAKEN_OVER, Ending.GAVE_UP);
        assertThat(page.terms().get(0).until()).isNull();
        assertThat(page.terms().get(1).until()).isEqualTo(page.terms().get(0).from());
        assertThat(page.terms().get(2).until())
                .isBetween(page.terms().get(2).from(), page.terms().get(1).from());
        assertThat(requireNonNull(page.holder())).satisfies(holder -> {
            assertThat(holder.owner()).isEqualTo("third");
            assertThat(holder.fence()).isEqualTo(3);
            assertThat(holder.until()).isAfter(Instant.now());
        });

        third.release();
        assertThat(terms.page(null, 10).holder()).isNull();
        assertThat(terms.page(null, 1).terms().get(0).ending()).isEqualTo(Ending.GAVE_UP);
    }

    @Test
    void aTermWhoseLeaseRanOutEndedWithIt() throws SQLException {
        lease("first", Duration.ofMillis(200)).take().orElseThrow();

        await().until(() -> terms.page(null, 10).holder() == null);

        assertThat(terms.page(null, 10).terms()).singleElement().satisfies(term -> {
            assertThat(term.ending()).isEqualTo(Ending.RAN_OUT);
            assertThat(requireNonNull(term.until())).isAfterOrEqualTo(term.from());
        });
    }

    @Test
    void pagesTakeUpWhereTheOneBeforeEnded() throws SQLException {
        postgres.execute("INSERT INTO postrider.relay_term (fence, owner, taken_at)"
                + " SELECT i * 3, 'relay-' || i, now() - (1300 - i) * interval '1 s' FROM generate_series(1, 1200) i");
        List<Long> fences = new ArrayList<>();
        List<Instant> begun = new ArrayList<>();
        Long after = null;
        do {
            TermPage page = terms.page(after, 500);
            page.terms().forEach(term -> {
                if (!begun.isEmpty()) {
                    assertThat(term.until()).isEqualTo(begun.get(begun.size() - 1));
                }
                fences.add(term.fence());
                begun.add(term.from());
            });
            after = page.next();
        } while (after != null);

        assertThat(fences)
                .hasSize(1_200)
                .startsWith(3_600L)
                .endsWith(3L)
                .isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(terms.page(3L, 10).terms()).isEmpty();
        assertThat(terms.page(null, 500).terms().get(499).ending())
                .as("the one after it is on the same page or the one before")
                .isEqualTo(Ending.TAKEN_OVER);
        assertThatThrownBy(() -> terms.page(null, 0)).hasMessage("0 terms were asked for, must be 1 to 500");
    }
}
