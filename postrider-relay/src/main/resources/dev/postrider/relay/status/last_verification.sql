-- What comparing the event log with the ledger found last; no row if nothing was compared yet. Touches last_verification.
SELECT owner, fence, compared_at, compared, differing, first_windows, first_words,
       round_began_at, round_ended_at, round_compared, round_differing, round_windows, round_words
FROM postrider.last_verification
