-- Orders about dead letters that were not finished, or the one of a number. Touches dead_letter_decision.
SELECT decision_no, action,
       ARRAY(SELECT json_array_elements_text(criteria -> 'event_ids')::bigint) AS event_ids,
       criteria ->> 'event_type', criteria ->> 'environment', (criteria ->> 'code')::integer, criteria ->> 'reason_contains',
       (criteria ->> 'batch_no')::bigint, (criteria ->> 'failed_from')::timestamptz, (criteria ->> 'failed_before')::timestamptz,
       ordered_by, note, begun_at, updated_at, done, finished_at
FROM postrider.dead_letter_decision
WHERE CASE WHEN :number::bigint IS NULL THEN finished_at IS NULL ELSE decision_no = :number END
ORDER BY decision_no
