-- A batch that is too much for ClickHouse at once is divided in a way that earlier relays do not know.
--
-- Older relays: go on. One that takes such a batch over fails at the unknown word before it sends anything; none was ever released.

COMMENT ON COLUMN postrider.relay_division.way IS
  'halves; half_of_each_day: the first half of each day''s rows, under the token of what is divided, and the others; alone: each row; row: the row value, and the others; alike: the rows with the event type of the row value, and the others; sample: value rows from all over, and the others; months, days: by event_date_time, with value months or days in a part.';
