-- Closes the gate, or confirms that it is closed. Returns whether publishing is refused now. Touches publishing_gate, and
-- enables event_outbox's trigger.
SELECT postrider.block_publishing(?)
