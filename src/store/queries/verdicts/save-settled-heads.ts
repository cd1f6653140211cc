import type { RegisteredChecks } from '../../../domain/usual-checks.ts';
import type { Connection } from '../../database.ts';
import { toStorableJson } from '../../storable-values.ts';
import { rememberedHeads } from '../../verdict-facts.ts';

/** A commit whose checks have all completed. */
export interface SettledHead {
  forgeId: string;
  repository: string;
  baseBranch: string;
  headSha: string;
  checks: RegisteredChecks;
}

/** Sorted, so that two replicas that store the same heads never wait for each other. */
const saveStatement = {
  name: 'save-settled-heads',
  text: `
INSERT INTO settled_heads AS h (forge_id, repository, base_branch, head_sha, checks)
SELECT DISTINCT ON (forge_id, repository, base_branch, head_sha)
  forge_id, repository, base_branch, head_sha, checks
FROM jsonb_to_recordset($1::jsonb) AS d (
  forge_id text, repository text, base_branch text, head_sha text, checks jsonb)
ORDER BY forge_id, repository, base_branch, head_sha
ON CONFLICT (forge_id, repository, base_branch, head_sha)
DO UPDATE SET checks = h.checks || excluded.checks
WHERE h.checks || excluded.checks <> h.checks`,
};

/**
 * Keeps the last heads of each repository and base. SKIP LOCKED, because the transaction holds the heads
 * that it has just saved: one that another transaction holds is deleted with a later save (decision 13).
 */
const trimStatement = {
  name: 'trim-settled-heads',
  text: `
WITH outdated AS MATERIALIZED (
  SELECT h.forge_id, h.repository, h.base_branch, h.head_sha
  FROM settled_heads h
  WHERE (h.forge_id, h.repository, h.base_branch, h.head_sha) IN (
    SELECT d.forge_id, d.repository, d.base_branch, older.head_sha
    FROM jsonb_to_recordset($1::jsonb) AS d (forge_id text, repository text, base_branch text)
    CROSS JOIN LATERAL (
      SELECT o.head_sha FROM settled_heads o
      WHERE o.forge_id = d.forge_id AND o.repository = d.repository
        AND o.base_branch = d.base_branch
      ORDER BY o.settled_at DESC OFFSET ${rememberedHeads}
    ) older)
  FOR UPDATE OF h SKIP LOCKED
)
DELETE FROM settled_heads h USING outdated o
WHERE h.forge_id = o.forge_id AND h.repository = o.repository
  AND h.base_branch = o.base_branch AND h.head_sha = o.head_sha`,
};

export async function saveSettledHeads(
  connection: Connection,
  heads: readonly SettledHead[],
): Promise<void> {
  if (heads.length === 0) return;
  const rows = toStorableJson(
    heads.map(({ forgeId, repository, baseBranch, headSha, checks }) => ({
      forge_id: forgeId,
      repository,
      base_branch: baseBranch,
      head_sha: headSha,
      checks,
    })),
  );
  await connection.query(saveStatement, [rows]);
  await connection.query(trimStatement, [rows]);
}
