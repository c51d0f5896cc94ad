-- Each row of the outbox, and whether it is kept, dropped or a letter's. Parameters: ids and times of events that the ledger has as
-- delivered and the event log does not hold, and whether all such are kept. A part of the statements that say {fates}.
SELECT j.*,
       CASE WHEN j.verdict = 'letter' THEN 'letter'
            WHEN j.verdict = 'pending' OR asked.every OR u.id IS NOT NULL THEN 'kept'
            ELSE 'dropped'
       END AS fate
FROM ({judged}) j
LEFT JOIN unnest(?::bigint[], ?::bigint[]) AS u (id, at) ON u.id = j.id AND u.at = j.at AND j.verdict = 'delivered'
CROSS JOIN (SELECT ?::boolean AS every) asked
