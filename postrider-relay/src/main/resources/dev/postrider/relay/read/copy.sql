-- A leaf's events in order, from a position on. The columns after txid are the row that the token is made of: their order is fixed.
COPY (
  SELECT e.txid, e.id, e.event_type, e.event_date_time, e.environment, e.event_context, e.metadata_version, e.trace_parent
  FROM postrider.event_outbox_{leaf} e
  WHERE {which} AND (e.txid, e.id) > ('{after_txid}'::xid8, {after_id})
  ORDER BY e.txid, e.id
  LIMIT {limit}
) TO STDOUT (FORMAT binary)
