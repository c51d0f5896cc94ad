-- Which server this is, and what its clock says. Touches no table.
SELECT version() AS version, toUnixTimestamp64Micro(now64(6)) AS micros, currentUser() AS user_name
