-- The identity of the database. Touches no table.
SELECT postrider.life()
