-- The newest delivery of this kind that was broken off. Touches relay_replay.
SELECT replay_no, kind, target, criteria::text, at_txid::text, at_id, matched_rows, sent_rows, found_rows, started_at, finished_at, ordered_by, note
FROM postrider.relay_replay
WHERE kind = :kind AND target = :target AND criteria::text = :criteria AND finished_at IS NULL
ORDER BY replay_no DESC
LIMIT 1
