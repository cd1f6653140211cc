import type { RecordPullRequestFacts } from '../../../domain/delivery.ts';
import { toRepositoryKey } from '../../../domain/repository-reference.ts';
import type { TrackedBranchKey } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';
import { notifiedCount, publishChanged, returningChanged, sameRow } from '../../fence.ts';
import { inLockOrder } from '../../lock-order.ts';
import {
  type KeptByDelivery,
  numberParameters,
  type PullRequestColumn,
  pullRequestColumns,
  toParameterValues,
} from '../../pull-request-columns.ts';
import { toStorableValues } from '../../storable-values.ts';
import { deliverable, isOfRepository, isReadable } from '../../webhook-targets.ts';

const factColumns = pullRequestColumns.filter(({ readFact }) => readFact);
/** After `$1`, the forge, and `$2`, the head repository. */
const fact = numberParameters(factColumns, 3);
const headRepositoryId = `$${3 + factColumns.length}::text`;
const url = fact('url');
const number = fact('pr_number');
const state = fact('pull_request_state');
const changedAt = fact('pull_request_changed_at');
const headSha = fact('head_sha');

/**
 * Deliveries arrive late, twice and in any order. About the stored pull request only newer facts
 * count; of two at the same instant the one with the later state; merged is final. Facts without an
 * instant cannot be ordered and change nothing that is known.
 */
const advancesStored = `(s.url = ${url} AND ${changedAt} IS NOT NULL
      AND (s.pull_request_state IS DISTINCT FROM 'merged' OR ${state} = 'merged')
      AND (s.pull_request_changed_at IS NULL
        OR ${changedAt} > s.pull_request_changed_at
        OR (${state} = 'merged' AND s.pull_request_state <> 'merged')
        OR (${changedAt} = s.pull_request_changed_at
          AND ${state} = 'closed' AND s.pull_request_state = 'open')))`;

/**
 * The first pull request of a row, found by repository and branch, never by the branch name alone. A
 * settled one may belong to an earlier branch of that name: only a refresh can decide that.
 */
const isFirst = `(s.url IS NULL AND ${state} = 'open')`;

/**
 * Another repository that took over the name of the row's has pull requests of the same URLs. Where the row
 * knows its repository, the delivery has to name it; one about a deleted fork only makes the row due.
 */
const isOfSameHead = `(s.repository_id IS NULL OR s.repository_id = ${headRepositoryId})`;

/** The URL of a pull request without its number. */
const toPrefix = (address: string) => `regexp_replace(lower(${address}), '[0-9]+[^0-9]*$', '')`;

/** The next pull request of a row whose stored one is settled. */
const succeedsStored = `(s.url <> ${url} AND s.pull_request_state IN ('closed', 'merged')
        AND ${state} = 'open' AND ${changedAt} IS NOT NULL AND s.pr_number < ${number}
        AND ${toPrefix('s.url')} = ${toPrefix(url)})`;

const isSamePullRequest = `held.url = ${url}`;
const isSameBase = `${isSamePullRequest} AND held.base_branch = ${fact('base_branch')}`;
const isSameHead = `${isSameBase} AND (${headSha} IS NULL OR held.head_sha = ${headSha})`;
const isReopened = `(held.pull_request_state <> 'open' AND ${state} = 'open')`;
const applies: Readonly<Record<Exclude<KeptByDelivery, 'latest'>, string>> = {
  never: 'false',
  for_pull_request: isSamePullRequest,
  for_head: isSameHead,
  while_read: `${isSameHead} AND NOT ${isReopened}`,
  for_base: `${isSameBase} AND held.checks_unreadable IS NULL`,
};

/** What the delivery does not report is kept while it still applies, and unknown otherwise. */
function toAssignment({ name, settled, ...column }: PullRequestColumn): string {
  const value = toValue({ name, ...column });
  if (settled === undefined) return `${name} = ${value}`;
  return `${name} = CASE WHEN ${state} <> 'open' THEN ${settled} ELSE ${value} END`;
}

function toValue({ name, readFact, keptByDelivery, empty }: PullRequestColumn): string {
  if (keptByDelivery === 'never' && readFact) return fact(name);
  const isLatest = keptByDelivery === 'latest';
  const condition = isLatest ? isSamePullRequest : applies[keptByDelivery];
  const otherwise = empty === undefined ? '' : ` ELSE ${empty}`;
  const kept = `CASE WHEN ${condition} THEN held.${name}${otherwise} END`;
  if (!readFact) return kept;
  return `${isLatest ? 'GREATEST' : 'COALESCE'}(${fact(name)}, ${kept})`;
}

/** Shows what a delivery reports about a pull request before the forge is queried. */
const statement = {
  name: 'record-pull-request-facts',
  text: `
WITH held AS MATERIALIZED (
  SELECT s.*, c.owner_id
  ${deliverable}
    AND ${isReadable}
    AND ((${advancesStored} AND ${isOfSameHead})
      OR (${isOfRepository('$2', headRepositoryId)} AND s.git_branch = ${fact('head_branch')}
        AND (${isFirst} OR ${succeedsStored})))
  ${inLockOrder}
), recorded AS (
  UPDATE chat_diff_statuses s SET
    ${pullRequestColumns.map(toAssignment).join(',\n    ')},
    facts_revision = held.revision,
    updated_at = now()
  FROM held
  WHERE ${sameRow}
  RETURNING ${returningChanged}, s.git_remote_origin, s.git_branch
), ${publishChanged}
SELECT chat_id AS "chatId", git_remote_origin AS "remoteOrigin", git_branch AS "branch", ${notifiedCount}
FROM recorded`,
};

/** Returns the rows that were written. Published only where a user can see it (S4, S11). */
export async function recordPullRequestFacts(
  connection: Connection,
  record: RecordPullRequestFacts,
): Promise<TrackedBranchKey[]> {
  const { forgeId, head } = record;
  const values = [
    ...toStorableValues([forgeId, head && toRepositoryKey(head.repository)]),
    ...toParameterValues(factColumns, ({ readFact }) => readFact?.(record)),
    ...toStorableValues([head?.repository.id ?? null]),
  ];
  const rows = await connection.query<TrackedBranchKey>(statement, values);
  return rows.map(({ chatId, remoteOrigin, branch }) => ({ chatId, remoteOrigin, branch }));
}
