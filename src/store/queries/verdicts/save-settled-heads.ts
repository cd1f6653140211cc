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

/** Keeps the last heads of each repository and base. */
const trimStatement = {
  name: 'trim-settled-heads',
  text: `
DELETE FROM settled_heads WHERE ctid IN (
  SELECT h.ctid FROM jsonb_to_recordset($1::jsonb) AS d (
    forge_id text, repository text, base_branch text)
  CROSS JOIN LATERAL (
    SELECT ctid FROM settled_heads
    WHERE forge_id = d.forge_id AND repository = d.repository AND base_branch = d.base_branch
    ORDER BY settled_at DESC OFFSET ${rememberedHeads}
  ) h)`,
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
