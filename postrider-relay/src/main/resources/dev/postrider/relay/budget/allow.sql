-- Opens the gate; writes nothing if it is open. Touches publishing_gate.
SELECT postrider.allow_publishing()
