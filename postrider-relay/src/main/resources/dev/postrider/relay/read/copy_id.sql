-- The rows of one id, in the form of those that are delivered. Reads the whole outbox.
COPY (
  SELECT e.txid, e.id, e.event_type, e.event_date_time, e.environment, e.event_context, e.metadata_version, e.trace_parent
  FROM postrider.event_outbox e
  WHERE e.id = {id}
  ORDER BY e.txid
) TO STDOUT (FORMAT binary)
