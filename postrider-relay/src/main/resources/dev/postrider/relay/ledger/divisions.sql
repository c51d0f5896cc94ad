-- How a batch is divided, in order. Touches relay_division.
SELECT parts, way, value FROM postrider.relay_division WHERE batch_no = ? ORDER BY division_no
