-- What the event log was like when it last took events. Touches outbox_origin.
SELECT accepted_table FROM postrider.outbox_origin
