import type { LaneKey } from '../../../domain/repository-lane.ts';

/** Whether a lane has the key in `$1`-`$4`. */
export const hasLaneKey = `forge_id = $1 AND lower(url_prefix) = lower($2) AND owner_id = $3
  AND head_sha = $4`;

export function toLaneKeyValues({ forgeId, urlPrefix, ownerId, headSha }: LaneKey): string[] {
  return [forgeId, urlPrefix, ownerId, headSha];
}

/** Joins the lanes `l` with rows of another query that have the columns of the key. */
export const isSameLane = (other: string) =>
  `(l.forge_id, lower(l.url_prefix), l.owner_id, l.head_sha)
    = (${other}.forge_id, lower(${other}.url_prefix), ${other}.owner_id, ${other}.head_sha)`;

/** The order in which lanes are locked: decision 13. */
export const inLaneOrder = `ORDER BY l.forge_id, lower(l.url_prefix), l.owner_id, l.head_sha
  FOR UPDATE OF l`;

/** The part of a row's URL that all pull requests of its repository share. */
export const urlPrefixOf = (alias: string) => `regexp_replace(${alias}.url, '[0-9]+[^0-9]*$', '')`;
