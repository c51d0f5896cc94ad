-- Which letters are meant: a part of the statements that say {matching}. Each condition holds where its value is null.
(?::bigint[] IS NULL OR d.event_id = ANY (?::bigint[]))
  AND (?::text IS NULL OR d.event_type = ?)
  AND (?::text IS NULL OR d.environment = ?)
  AND (?::integer IS NULL OR d.reason_code = ?)
  AND (?::text IS NULL OR position(lower(?) IN lower(d.reason)) > 0)
  AND (?::bigint IS NULL OR d.batch_no = ?)
  AND (?::timestamptz IS NULL OR d.failed_at >= ?)
  AND (?::timestamptz IS NULL OR d.failed_at < ?)
