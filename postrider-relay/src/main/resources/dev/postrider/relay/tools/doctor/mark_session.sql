-- Leaves a mark in the session, which the next transaction looks for. Touches no table.
SELECT set_config('postrider.doctor', 'was here', false)
