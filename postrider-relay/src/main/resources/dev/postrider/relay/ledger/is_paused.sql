-- Whether a person has paused delivery. Touches delivery_pause.
SELECT EXISTS (SELECT FROM postrider.delivery_pause WHERE resumed_at IS NULL)
