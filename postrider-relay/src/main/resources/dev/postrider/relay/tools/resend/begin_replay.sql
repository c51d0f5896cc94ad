-- Writes that a delivery begins. Touches relay_replay.
INSERT INTO postrider.relay_replay (kind, target, criteria, ordered_by, note)
VALUES (:kind, :target, :criteria::json, :by, :note)
RETURNING replay_no, kind, target, criteria::text, at_txid::text, at_id, matched_rows, sent_rows, found_rows, started_at, finished_at, ordered_by, note
