-- The dead letters that match, counted by what they have in common: how many, the newest one's refusal, and one event's id; the most
-- first. What they have in common is a code and a text, either of which may be null. Reads all that match. Touches dead_letter.
SELECT {code} AS code, {text} AS text, count(*) AS letters, max(d.failed_at) AS newest, max(d.event_id) AS example
FROM postrider.dead_letter d
WHERE {state} AND {matching}
GROUP BY 1, 2
ORDER BY letters DESC, newest DESC, code, text
LIMIT :most
