-- What a leaf holds, if it takes disk: something pending; something that is to be kept; something that need not be kept any
-- more; something that must not be kept any more. One such SELECT for each leaf, joined by UNION ALL, after delivered_snapshots.sql.
-- Each is one index look-up: ORDER BY and LIMIT keep it that.
SELECT {leaf} AS leaf,
       (SELECT e.txid FROM postrider.event_outbox_{leaf} e
        WHERE e.txid >= pg_snapshot_xmax(d.now) ORDER BY e.txid LIMIT 1) IS NOT NULL
       OR (SELECT e.txid FROM postrider.event_outbox_{leaf} e
           WHERE e.txid = ANY (d.now_open) ORDER BY e.txid LIMIT 1) IS NOT NULL AS pending,
       d.wanted OR d.kept IS NULL
       OR (SELECT e.txid FROM postrider.event_outbox_{leaf} e
           WHERE e.txid >= pg_snapshot_xmax(d.kept) ORDER BY e.txid LIMIT 1) IS NOT NULL
       OR (SELECT e.txid FROM postrider.event_outbox_{leaf} e
           WHERE e.txid = ANY (d.kept_open) ORDER BY e.txid LIMIT 1) IS NOT NULL AS to_keep,
       NOT d.wanted
       AND (SELECT e.txid FROM postrider.event_outbox_{leaf} e
            WHERE e.txid < pg_snapshot_xmax(d.kept) AND e.txid <> ALL (d.kept_open)
            ORDER BY e.txid LIMIT 1) IS NOT NULL AS kept_enough,
       (SELECT e.txid FROM postrider.event_outbox_{leaf} e
        WHERE e.txid < pg_snapshot_xmax(d.overdue) AND e.txid <> ALL (d.overdue_open)
        ORDER BY e.txid LIMIT 1) IS NOT NULL AS overdue
FROM delivered d
WHERE d.now IS NOT NULL AND pg_relation_size('postrider.event_outbox_{leaf}') > 0
