-- Writes how far a delivery is. Touches relay_replay.
UPDATE postrider.relay_replay
SET at_txid = :at_txid::xid8, at_id = :at_id, matched_rows = :matched, sent_rows = :sent, found_rows = :found,
    updated_at = clock_timestamp(),
    finished_at = CASE WHEN :finished THEN clock_timestamp() END
WHERE replay_no = :replay_no
