-- Puts the batches that are planned and not acknowledged under the new holder's fence: from here on an acknowledgement
-- under the old one hits no row. Returns how many, or no row when the fence no longer holds the lease. Touches relay_batch, relay_lease.
WITH held AS (
  SELECT fence FROM postrider.relay_lease WHERE name = 'relay' AND fence = ? FOR SHARE
), taken AS (
  UPDATE postrider.relay_batch b SET fence = held.fence FROM held WHERE b.done_at IS NULL RETURNING 1
)
SELECT (SELECT count(*) FROM taken) FROM held
