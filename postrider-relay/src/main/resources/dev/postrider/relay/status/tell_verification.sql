-- Tells what comparing the event log with the ledger found last, if the relay is still the active one under its fence. A whole round stays
-- until there is another. Touches last_verification, relay_lease.
INSERT INTO postrider.last_verification AS last
  (owner, fence, compared_at, compared, differing, first_windows, first_words,
   round_began_at, round_ended_at, round_compared, round_differing, round_windows, round_words)
SELECT l.owner, l.fence, clock_timestamp(), :compared::bigint, :differing::bigint, :first_windows::bigint[], :first_words::text[],
       clock_timestamp() - :round_began_millis::bigint * interval '1 millisecond',
       clock_timestamp() - :round_ended_millis::bigint * interval '1 millisecond',
       :round_compared::bigint, :round_differing::bigint, :round_windows::bigint[], :round_words::text[]
FROM postrider.relay_lease l
WHERE l.name = 'relay' AND l.owner = :owner AND l.fence = :fence
ON CONFLICT (one) DO UPDATE
SET owner = EXCLUDED.owner, fence = EXCLUDED.fence, compared_at = EXCLUDED.compared_at, compared = EXCLUDED.compared,
    differing = EXCLUDED.differing, first_windows = EXCLUDED.first_windows, first_words = EXCLUDED.first_words,
    round_began_at = COALESCE(EXCLUDED.round_began_at, last.round_began_at),
    round_ended_at = COALESCE(EXCLUDED.round_ended_at, last.round_ended_at),
    round_compared = COALESCE(EXCLUDED.round_compared, last.round_compared),
    round_differing = COALESCE(EXCLUDED.round_differing, last.round_differing),
    round_windows = COALESCE(EXCLUDED.round_windows, last.round_windows),
    round_words = COALESCE(EXCLUDED.round_words, last.round_words)
-- one that crossed a take-over says nothing more
WHERE last.fence <= EXCLUDED.fence
