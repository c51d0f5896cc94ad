-- Forgets terms older than the retention under which no batch in the ledger was delivered; never the newest.
-- Touches relay_term, relay_batch, relay_lease.
DELETE FROM postrider.relay_term t
WHERE t.taken_at <= statement_timestamp() - ? * interval '1 millisecond'
  AND t.fence < COALESCE((SELECT b.fence FROM postrider.relay_batch b ORDER BY b.batch_no LIMIT 1), t.fence + 1)
  AND t.fence < (SELECT l.fence FROM postrider.relay_lease l WHERE l.name = 'relay')
