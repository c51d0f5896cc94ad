package dev.postrider.relay.tools.terms;

import dev.postrider.relay.sql.Connections;
import dev.postrider.relay.sql.Instants;
import dev.postrider.relay.sql.NamedSql;
import dev.postrider.relay.sql.NamedStatement;
import dev.postrider.relay.tools.terms.RelayTerm.Ending;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Which relay was the active one when, and why it is not any more. Reads only, on a standby too. Thread-safe. */
public final class Terms {
    /** Terms in one answer at most. */
    public static final int MOST = 500;

    private static final NamedSql PAGE = NamedSql.file(Terms.class, "page.sql");

    private final DataSource dataSource;

    /** Connects to nothing yet. */
    public Terms(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Terms that the ledger has not forgotten, the newest first.
     *
     * @param after the last page's {@link TermPage#next()}; null for the newest
     * @param most how many, 1 to {@value #MOST}
     */
    public TermPage page(@Nullable Long after, int most) throws SQLException {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException(most + " terms were asked for, must be 1 to " + MOST);
        }
        try (Connection connection = Connections.reading(dataSource);
                NamedStatement statement =
                        PAGE.prepare(connection).set("after", after).set("most", most + 1);
                ResultSet row = statement.executeQuery()) {
            row.next();
            boolean isStandby = row.getBoolean(5);
            TermPage.Holder holder = isStandby ? null : holder(row);
            List<RelayTerm> terms = new ArrayList<>();
            do {
                if (row.getObject(6) != null) {
                    terms.add(term(row, holder, isStandby));
                }
            } while (row.next());
            boolean isLast = terms.size() <= most;
            return new TermPage(
                    isLast ? terms : terms.subList(0, most),
                    isLast ? null : terms.get(most - 1).fence(),
                    holder,
                    isStandby);
        }
    }

    private static TermPage.@Nullable Holder holder(ResultSet row) throws SQLException {
        Instant until = Instants.orNull(row, 3);
        return until == null || !row.getBoolean(4)
                ? null
                : new TermPage.Holder(row.getString(1), row.getLong(2), until);
    }

    private static RelayTerm term(ResultSet row, TermPage.@Nullable Holder holder, boolean isStandby)
            throws SQLException {
        long fence = row.getLong(6);
        Instant released = Instants.orNull(row, 9);
        Instant takenOver = Instants.orNull(row, 10);
        Ending ending;
        Instant until = null;
        if (released != null) {
            ending = Ending.GAVE_UP;
            until = released;
        } else if (takenOver != null) {
            ending = Ending.TAKEN_OVER;
            until = takenOver;
        } else if (isStandby) {
            ending = Ending.NOT_KNOWN;
        } else if (holder != null && holder.fence() == fence) {
            ending = Ending.HOLDS;
        } else {
            ending = Ending.RAN_OUT;
            until = Instants.orNull(row, 3);
        }
        return new RelayTerm(fence, row.getString(7), Instants.at(row, 8), until, ending);
    }
}
