-- Whether the relay may destroy what was delivered. Touches relay_lease, outbox_origin, relay_batch.
SELECT postrider.may_destroy(?, ?)
