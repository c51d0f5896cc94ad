-- The event log. An event's identity is (outbox, event_id, event_date_time). Small parts are compact: a wide one has several
-- files for each path of event_json.
CREATE TABLE IF NOT EXISTS {table} (
  event_type       LowCardinality(String),
  event_date_time  DateTime64(6, 'UTC'),
  environment      LowCardinality(String),
  event_context    String COMMENT 'the JSON text, byte for byte as it was published',
  metadata_version UInt64,
  event_id         UInt64 COMMENT 'the id in the outbox',
  outbox           LowCardinality(String) COMMENT 'which outbox it came from',
  trace_parent     String{event_json}
) ENGINE = {engine}
PARTITION BY toYYYYMM(event_date_time)
ORDER BY (event_type, event_date_time, event_id)
SETTINGS {deduplication}, min_bytes_for_wide_part = 134217728
