-- Writes how far a delivery is. Touches relay_replay.
UPDATE postrider.relay_replay
SET at_txid = ?::xid8, at_id = ?, matched_rows = ?, sent_rows = ?, found_rows = ?, updated_at = clock_timestamp(),
    finished_at = CASE WHEN ? THEN clock_timestamp() END
WHERE replay_no = ?
