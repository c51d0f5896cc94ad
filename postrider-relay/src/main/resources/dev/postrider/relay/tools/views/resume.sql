-- Ends one's own pause; false if it had ended before. Touches planning_pause.
SELECT postrider.resume_planning(?)
