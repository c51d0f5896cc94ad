-- Writes what a batch delivered within one window of ids. Touches relay_window.
INSERT INTO postrider.relay_window (id_window, batch_no, row_count, sums, ids, first_time, last_time)
VALUES (?, ?, ?, ?, ?, ?, ?)
