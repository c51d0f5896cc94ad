-- Forgets what was delivered by batches below this one, as far as no later batch is about the same ids. Touches relay_window,
-- outbox_origin.
SELECT postrider.forget_windows(?)
