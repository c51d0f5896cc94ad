-- Counts letters that an order has met, in the transaction that decides about them. Touches dead_letter_decision.
UPDATE postrider.dead_letter_decision SET done = done + :letters, updated_at = clock_timestamp() WHERE decision_no = :number
