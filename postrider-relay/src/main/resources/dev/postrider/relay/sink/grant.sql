-- Whether the user may do something. Touches no table.
CHECK GRANT {grant}
