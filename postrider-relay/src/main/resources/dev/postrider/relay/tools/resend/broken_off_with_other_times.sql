-- The newest replay that was broken off and whose criteria differ from these in nothing but times: a time that is given in the one is
-- given in the other. Touches relay_replay.
SELECT r.replay_no, r.kind, r.target, r.criteria::text, r.at_txid::text, r.at_id, r.matched_rows, r.sent_rows, r.found_rows, r.started_at,
       r.finished_at, r.ordered_by, r.note
FROM postrider.relay_replay r,
     LATERAL (SELECT r.criteria::jsonb AS there, :criteria::jsonb AS asked) c
WHERE r.kind = 'replay' AND r.target = :target AND r.finished_at IS NULL
  AND c.there <> c.asked
  AND c.there - 'published' - 'delivered' = c.asked - 'published' - 'delivered'
  AND (c.there #>> '{published,0}' IS NULL) = (c.asked #>> '{published,0}' IS NULL)
  AND (c.there #>> '{published,1}' IS NULL) = (c.asked #>> '{published,1}' IS NULL)
  AND (c.there #>> '{delivered,0}' IS NULL) = (c.asked #>> '{delivered,0}' IS NULL)
  AND (c.there #>> '{delivered,1}' IS NULL) = (c.asked #>> '{delivered,1}' IS NULL)
ORDER BY r.replay_no DESC
LIMIT 1
