-- A replay that was broken off begins anew: the events have other places in the order. Nothing is stored twice by that, since its
-- target is asked for each. Touches relay_replay.
UPDATE postrider.relay_replay SET at_txid = '0', at_id = 0 WHERE finished_at IS NULL
