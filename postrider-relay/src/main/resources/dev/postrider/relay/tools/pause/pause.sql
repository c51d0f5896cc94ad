-- Pauses delivery; false if it is paused already. Touches delivery_pause.
SELECT postrider.pause_delivery(:by, :note)
