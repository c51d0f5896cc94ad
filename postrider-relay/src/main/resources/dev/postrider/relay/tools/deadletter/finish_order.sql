-- An order about dead letters is carried out. Touches dead_letter_decision.
UPDATE postrider.dead_letter_decision SET finished_at = clock_timestamp(), updated_at = clock_timestamp() WHERE decision_no = :number
