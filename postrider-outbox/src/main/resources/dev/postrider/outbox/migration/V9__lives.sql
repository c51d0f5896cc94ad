-- Another life of the database: the same tables in another cluster, or in the same one after a failover or from a backup.

-- Which life this is: the cluster's identifier and the timeline that it writes, as in 7565284521733636310/2. A promotion
-- begins a new timeline; a dump and restore, a new cluster and pg_upgrade have another identifier. Anyone may ask, and the
-- answer is right from the first statement after a promotion on. An error while the server is a standby.
CREATE FUNCTION postrider.life() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT c.system_identifier || '/' || ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::bigint
  FROM pg_control_system() c
$$;

COMMENT ON FUNCTION postrider.life() IS
  'The life that the database leads: the cluster''s system identifier and its timeline. Another one than the outbox''s: see outbox_origin and outbox_life.';

ALTER TABLE postrider.outbox_origin
  -- The timeline of system_identifier's cluster; null until a relay has seen one.
  ADD COLUMN timeline     bigint,
  -- A batch that holds an event with an id up to this one is asked for in the event log, by the events' identity, before it
  -- is sent: an earlier life may have delivered it, in another batch and so under another token.
  ADD COLUMN ask_up_to_id bigint NOT NULL DEFAULT 0;

-- The lives that the outbox has led, one row each.
CREATE TABLE postrider.outbox_life (
  life_no           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  system_identifier bigint      NOT NULL,
  timeline          bigint      NOT NULL,
  began_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- how it began: seen for the first time, repaired by the relay after a promotion, or by the command
  what              text        NOT NULL CHECK (what IN ('first seen', 'promotion', 'rebase')),
  -- The first batch whose transaction ids count in this life. Those of earlier batches belong to another cluster's history:
  -- they must not be compared with the outbox's.
  first_batch_no    bigint      NOT NULL,
  -- the highest id that the event log holds, past which the ids were moved; null if they did not have to be
  moved_ids_to      bigint,
  ask_up_to_id      bigint      NOT NULL DEFAULT 0,
  -- events in the event log whose transactions don't exist in this life: how many, and the ids of the first of them
  orphans           bigint      NOT NULL DEFAULT 0,
  first_orphan_ids  bigint[]    NOT NULL DEFAULT '{}',
  -- events of the outbox that a rebase kept (to be delivered, or asked for), and that it dropped as delivered
  kept              bigint,
  dropped           bigint
);

COMMENT ON TABLE postrider.outbox_life IS
  'The lives that the outbox has led: one row for each cluster and timeline, with what was done when it began.';

SELECT postrider.grant_roles();
