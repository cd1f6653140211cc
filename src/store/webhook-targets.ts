import type { MarkedDue } from '../domain/delivery.ts';

/** The rows that a delivery may be about, with their chats; `$1` is the forge. */
export const deliverable = `FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  WHERE s.forge_id = $1
    AND NOT c.archived
    AND s.git_remote_origin <> '' AND s.git_branch <> ''`;

/**
 * Whether a row is of the repository with this name or id. Where both ids are known they decide: a
 * repository keeps its id when it is renamed, and another one may take over its name.
 */
export const isOfRepository = (name: string, id: string) =>
  `((s.repository = ${name} OR s.repository_id = ${id}) AND (s.repository_id = ${id}) IS NOT FALSE)`;

/**
 * S12: a delivery is addressed to the server, and a chat may track any repository. What it reports is
 * shown only in rows that the owner's own token could read when it was last used.
 */
export const isReadable = `s.refreshed_at IS NOT NULL AND (s.failure_kind IS NULL OR s.failure_kind IN
      ('rate_limited', 'unavailable', 'timed_out', 'malformed', 'internal'))`;

/**
 * Makes the rows in `target` due now, as a push signal does, and publishes that (S2, S4). It is not a
 * push signal: `reported_at`, which orders branches, stays. Returns a row that `toMarkedDue` reads.
 */
export const markTargetsDue = toMarkTargets(urgent());

/**
 * The same for routine rows: they may wait a moment to share a request with others, and later
 * deliveries about them are served by the same request. They are marked as due for 8 seconds already,
 * so they wait a few seconds only. A row that is due for another reason stays urgent.
 */
export const markTargetsRoutinelyDue = toMarkTargets(routinely());

/** The same, except for rows that are `is_shown`: they are counted, because the delivery is about them too. */
export const markUnshownDue = toMarkTargets(urgent(), 'NOT target.is_shown');
export const markUnshownRoutinelyDue = toMarkTargets(routinely(), 'NOT target.is_shown');

/** A push made the row due, and the row shows its commit. */
const showsPush = `(s.reported_sha = s.head_sha AND s.reported_at > now() - interval '10 seconds') IS TRUE`;

/** The same, except for rows that are `is_shown`: they wait for others for as long as routine rows do. */
export const markShownWithOthers = toMarkTargets({
  dueSince: `CASE WHEN target.is_shown THEN '0 seconds' ELSE '1 second' END::interval`,
  routine: `CASE WHEN NOT target.is_shown THEN false
      WHEN s.stale_at <= now() AND NOT ${showsPush} THEN s.routine ELSE true END`,
});

interface Due {
  dueSince: string;
  routine: string;
}

function urgent(): Due {
  return { dueSince: `interval '1 second'`, routine: 'false' };
}

function routinely(): Due {
  const routine = 'CASE WHEN s.stale_at <= now() THEN s.routine ELSE true END';
  return { dueSince: `interval '8 seconds'`, routine };
}

function toMarkTargets({ dueSince, routine }: Due, condition = 'true'): string {
  return `marked AS (
  UPDATE chat_diff_statuses s SET
    stale_at = LEAST(s.stale_at, now() - ${dueSince}),
    interrupted_revision =
      CASE WHEN s.stale_at <= now() THEN s.interrupted_revision ELSE s.revision END,
    revision = s.revision + 1,
    routine = ${routine},
    mergeability_attempts = 0,
    updated_at = now()
  FROM target
  WHERE s.chat_id = target.chat_id
    AND s.git_remote_origin = target.git_remote_origin
    AND s.git_branch = target.git_branch
    AND ${condition}
  RETURNING s.chat_id, s.git_remote_origin, s.git_branch, s.revision
)
SELECT (SELECT count(*) FROM target)::int AS count,
  json_agg(json_build_object('chatId', chat_id, 'remoteOrigin', git_remote_origin, 'branch', git_branch,
    'revision', revision)) AS due,
  CASE WHEN count(*) > 0 THEN
    announce(json_build_object('kind', 'due', 'forge_id', $1::text)::text) END
FROM marked`;
}

export interface MarkedTargets {
  count: number;
  /** Null without any. */
  due: MarkedDue['due'] | null;
}

export function toMarkedDue(marked: MarkedTargets | undefined): MarkedDue {
  return { rowCount: marked?.count ?? 0, due: marked?.due ?? [] };
}
