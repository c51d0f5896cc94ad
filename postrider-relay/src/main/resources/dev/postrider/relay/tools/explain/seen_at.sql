-- When a snapshot was taken: with the first plan that has it. Touches relay_batch, from the batch backwards.
SELECT min(planned_at) FROM (
  SELECT planned_at FROM postrider.relay_batch
  WHERE batch_no <= :batch_no AND snap_new::text = :snapshot
) plans
