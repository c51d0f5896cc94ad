-- The table of a rollup. Not partitioned: what an insert adds to it is one block, stored whole or not at all. The window makes it
-- drop what it was given before under the same token.
CREATE TABLE {name} (
  {bucket} DateTime64(0, 'UTC'),
{types}  events Int64
) ENGINE = {engine}
ORDER BY ({bucket}{keys})
SETTINGS {window}
COMMENT {comment}
