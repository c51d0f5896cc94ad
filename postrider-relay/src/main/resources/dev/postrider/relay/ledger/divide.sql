-- Adds to how an unfinished batch is divided. Returns how many divisions were added: none when another relay took over.
-- The share lock makes a taker wait for this transaction, so that it sees them. Touches relay_division, relay_batch.
INSERT INTO postrider.relay_division (batch_no, shard, division_no, parts, way, value)
SELECT b.batch_no, :shard, d.division_no, string_to_array(d.parts, ',')::integer[], d.way, d.value
FROM postrider.relay_batch b,
     unnest(:division_nos::integer[], :parts::text[], :ways::text[], :values::integer[]) AS d (division_no, parts, way, value)
WHERE b.batch_no = :batch_no AND b.fence = :fence AND b.done_at IS NULL
FOR SHARE OF b
