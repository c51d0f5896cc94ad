-- Which letters are meant: a part of the statements that say {matching}. Each condition holds where its value is null.
(:event_ids::bigint[] IS NULL OR d.event_id = ANY (:event_ids::bigint[]))
  AND (:event_type::text IS NULL OR d.event_type = :event_type)
  AND (:environment::text IS NULL OR d.environment = :environment)
  AND (:code::integer IS NULL OR d.reason_code = :code)
  AND (:reason_contains::text IS NULL OR position(lower(:reason_contains) IN lower(d.reason)) > 0)
  AND (:batch_no::bigint IS NULL OR d.batch_no = :batch_no)
  AND (:failed_from::timestamptz IS NULL OR d.failed_at >= :failed_from)
  AND (:failed_before::timestamptz IS NULL OR d.failed_at < :failed_before)
