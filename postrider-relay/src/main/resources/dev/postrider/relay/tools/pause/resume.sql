-- Resumes delivery; false if it is not paused. Touches delivery_pause.
SELECT postrider.resume_delivery(:by, :note)
