-- Never waits: a TRUNCATE that waits for its lock stalls the writers behind it.
LOCK TABLE ONLY postrider.event_outbox_{leaf} IN ACCESS EXCLUSIVE MODE NOWAIT
