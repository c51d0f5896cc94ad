-- Pauses planning, or prolongs the pause; false if another one's is under way, or one's own has ended. Touches planning_pause.
SELECT postrider.pause_planning(?, ?)
