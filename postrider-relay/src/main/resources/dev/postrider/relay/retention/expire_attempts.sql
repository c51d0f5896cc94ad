-- Forgets attempts to send of batches that the ledger has forgotten, and those of all but the newest batches that have any: five thousand
-- rows at the most. None if the relay may not destroy any more.
-- Touches relay_attempt, relay_batch, relay_lease, outbox_origin; a look-up by index for each batch that is kept.
WITH RECURSIVE newest (batch_no, place) AS (
  (SELECT a.batch_no, 1 FROM postrider.relay_attempt a ORDER BY a.batch_no DESC LIMIT 1)
  UNION ALL
  SELECT (SELECT max(a.batch_no) FROM postrider.relay_attempt a WHERE a.batch_no < n.batch_no), n.place + 1
  FROM newest n
  WHERE n.batch_no IS NOT NULL AND n.place < :batches
), first_kept AS (
  SELECT GREATEST(
    COALESCE((SELECT n.batch_no FROM newest n WHERE n.place = :batches), 0),
    COALESCE((SELECT b.batch_no FROM postrider.relay_batch b ORDER BY b.batch_no LIMIT 1), 0)) AS batch_no
)
DELETE FROM postrider.relay_attempt
WHERE ctid = ANY (ARRAY(
  SELECT a.ctid FROM postrider.relay_attempt a
  WHERE a.batch_no < (SELECT k.batch_no FROM first_kept k)
  ORDER BY a.batch_no
  LIMIT 5000))
  AND (SELECT postrider.may_destroy(:fence, :identity))
