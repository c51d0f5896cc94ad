TRUNCATE postrider.event_outbox_{leaf}
