-- Makes others wait who decide about the same letters, always in the same order. Touches dead_letter.
SELECT FROM postrider.dead_letter d
WHERE (d.event_id, d.event_date_time) IN (SELECT * FROM unnest(:ids::bigint[], :times::timestamptz[]))
ORDER BY d.event_id, d.event_date_time
FOR UPDATE
