-- How many open letters match. Touches dead_letter.
SELECT count(*) FROM postrider.dead_letter d
WHERE {state} AND {matching}
