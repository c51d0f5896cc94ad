-- Which numbers batches have that were planned in a time, and which the ledger has at all; nulls in an empty ledger. By the times of
-- acknowledgements, which follow the order of the numbers: a batch that was planned in the time was acknowledged after its begin, and
-- what was not acknowledged by its end was a few batches. Ten thousand more on each side make up for those, and for a clock that was set
-- back a little. Touches relay_batch; index look-ups.
SELECT (SELECT batch_no FROM postrider.relay_batch ORDER BY batch_no LIMIT 1) AS oldest,
       (SELECT batch_no FROM postrider.relay_batch ORDER BY batch_no DESC LIMIT 1) AS newest,
       CASE WHEN :since::timestamptz IS NOT NULL THEN LEAST(
         (SELECT batch_no FROM postrider.relay_batch WHERE done_at >= :since::timestamptz ORDER BY done_at LIMIT 1),
         (SELECT batch_no FROM postrider.relay_batch WHERE done_at IS NULL ORDER BY batch_no LIMIT 1),
         (SELECT batch_no FROM postrider.relay_batch ORDER BY batch_no DESC LIMIT 1)) - 10000 END AS first_planned,
       CASE WHEN :before::timestamptz IS NOT NULL THEN
         (SELECT batch_no FROM postrider.relay_batch WHERE done_at >= :before::timestamptz ORDER BY done_at LIMIT 1) + 10000 END AS last_planned
