-- What each batch delivered in one id window. Touches relay_window.
SELECT batch_no, row_count, sums, ids, first_time, last_time FROM postrider.relay_window WHERE id_window = ? ORDER BY batch_no
