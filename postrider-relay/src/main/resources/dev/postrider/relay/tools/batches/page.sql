-- Batches of some numbers that meet the filter, the newest first. Touches relay_batch, in the range of numbers alone.
SELECT batch_no, fence, planned_at, done_at, COALESCE(row_count, 0), COALESCE(byte_count, 0), COALESCE(attempts, 0), COALESCE(dead_count, 0)
FROM postrider.relay_batch
WHERE batch_no BETWEEN :first AND :last
  AND (:is_done::boolean IS NULL OR (done_at IS NOT NULL) = :is_done)
  AND (:since::timestamptz IS NULL OR planned_at >= :since)
  AND (:before::timestamptz IS NULL OR planned_at < :before)
  AND (:slower_than_millis::bigint IS NULL
       OR COALESCE(done_at, clock_timestamp()) > planned_at + :slower_than_millis * interval '1 millisecond')
  AND (NOT :with_dead_letters OR dead_count > 0)
ORDER BY batch_no DESC
LIMIT :most
