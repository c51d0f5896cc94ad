-- Somebody opens contexts of events; a crash of the server must not forget it. Touches payload_opening.
SET LOCAL synchronous_commit = on;
INSERT INTO postrider.payload_opening (opened_by, what, events) VALUES (:opened_by, :what::json, :events)
