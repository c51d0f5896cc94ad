-- What curves of delivery need besides: how many batches, and how long inserts took.
--
-- Older relays: go on. They leave the new columns null, and so the size of batches and the insert time of their time are not known.

ALTER TABLE postrider.delivery_history
  -- the number of the newest acknowledged batch; null if that was not known
  ADD COLUMN batches               bigint,
  -- batches that the relay sent and acknowledged since its entry before; null if that was not known
  ADD COLUMN inserts               bigint,
  -- how long they took together, each from its first send to ClickHouse's confirmation
  ADD COLUMN insert_millis         bigint,
  -- the longest of them; null if there was none
  ADD COLUMN longest_insert_millis bigint;

SELECT postrider.grant_roles();
