-- The clock that letters are dated by. Touches no table.
SELECT clock_timestamp()
