-- Which outbox this is, the first id window that can be compared, and how many there are from there on at the most.
-- Touches outbox_origin, relay_window.
SELECT o.outbox, o.first_window, COALESCE((SELECT max(id_window) FROM postrider.relay_window), -1) - o.first_window + 1
FROM postrider.outbox_origin o
