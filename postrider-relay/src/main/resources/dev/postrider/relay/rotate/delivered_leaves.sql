-- Whether a leaf holds events, all of them delivered. One such line for each leaf, joined by UNION ALL. Index look-ups only.
SELECT {leaf} AS leaf
WHERE EXISTS (SELECT FROM postrider.event_outbox_{leaf})
  AND NOT EXISTS (SELECT FROM postrider.event_outbox_{leaf} WHERE txid >= '{xmax}'::xid8)
  AND NOT EXISTS (SELECT FROM postrider.event_outbox_{leaf} WHERE txid = ANY ('{in_progress}'::xid8[]))
