-- Enables or disables event_outbox's trigger; does nothing if it is as wanted. Returns whether it is then.
SELECT postrider.arm_publishing_gate(?)
