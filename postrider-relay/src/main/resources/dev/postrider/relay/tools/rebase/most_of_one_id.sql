-- How many events of one id are kept at the most.
SELECT COALESCE(max(nth), 1) FROM pg_temp.postrider_kept
