-- Takes the mark away. Touches no table.
SELECT set_config('postrider.doctor', '', false)
