-- Keeps which parts of an unfinished batch are sent as their halves. No row when another relay took over. Touches relay_batch.
UPDATE postrider.relay_batch SET split_parts = NULLIF(?::integer[], '{}')
WHERE batch_no = ? AND fence = ? AND done_at IS NULL
