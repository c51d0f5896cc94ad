-- Numbers the events of one id, and leaves out a row that is the same throughout as another: a requeued event.
UPDATE pg_temp.postrider_kept k SET nth = CASE WHEN r.copy = 1 THEN r.nth ELSE 0 END
FROM (
  SELECT ctid, dense_rank() OVER (PARTITION BY id ORDER BY event_date_time, content) AS nth,
         row_number() OVER (PARTITION BY id, event_date_time, content) AS copy
  FROM pg_temp.postrider_kept WHERE content IS NOT NULL
) r
WHERE k.ctid = r.ctid
