-- The life that the server leads. Touches no table.
SELECT postrider.life()
