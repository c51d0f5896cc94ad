-- Writes down that somebody decides about dead letters. Touches dead_letter_decision.
INSERT INTO postrider.dead_letter_decision (action, criteria, ordered_by, note)
VALUES (:action, json_strip_nulls(json_build_object(
  'event_ids', to_json(:event_ids::bigint[]), 'event_type', :event_type::text, 'environment', :environment::text, 'code', :code::integer,
  'reason_contains', :reason_contains::text, 'batch_no', :batch_no::bigint, 'failed_from', :failed_from::timestamptz,
  'failed_before', :failed_before::timestamptz)), :by, :note)
RETURNING decision_no
