-- What was known when: how delivery stood, at each change of its state and every few minutes.
--
-- Older relays: go on. They write no history, and so nothing is known of the time in which one of them is active.

CREATE TABLE postrider.delivery_history (
  told_at             timestamptz PRIMARY KEY DEFAULT clock_timestamp(),
  -- the relay that told it: the active one, or one that tells of an outage while none is active
  owner               text        NOT NULL,
  -- flowing, nothing_to_do, not_delivering, paused, not_known
  state               text        NOT NULL,
  -- why; null where the state needs no reason
  reason              text,
  -- since when events are not delivered; null where they are, or where that is not known
  since               timestamptz,
  -- events committed and not delivered; null if that was not known
  pending             bigint,
  -- whether they were not counted to the end
  pending_is_at_least boolean     NOT NULL,
  -- how long the oldest of them had waited; null if that was not known
  lag_millis          bigint,
  -- events delivered since the outbox was made
  delivered           bigint      NOT NULL,
  -- dead letters that nobody had decided about
  dead_letters        bigint      NOT NULL,
  -- disk that the outbox took
  outbox_bytes        bigint      NOT NULL
);

COMMENT ON TABLE postrider.delivery_history IS
  'How delivery stood, as a relay told it: at each change of its state, once a minute while events come or wait, every five minutes otherwise.';

SELECT postrider.grant_roles();
