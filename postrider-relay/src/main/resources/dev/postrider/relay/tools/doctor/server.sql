-- Which server this is, its clock, and how safely it keeps what was committed. Touches no table.
SELECT current_setting('server_version'), current_setting('server_version_num')::integer,
       (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
       current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), current_user
