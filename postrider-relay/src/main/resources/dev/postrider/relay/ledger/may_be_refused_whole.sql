-- Whether a person has said that it is the events of this batch, all of them. Touches relay_batch.
SELECT may_be_refused_whole FROM postrider.relay_batch WHERE batch_no = ?
