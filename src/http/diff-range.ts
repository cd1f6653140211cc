import type { RangeDiffRequest } from '../forge/forge.ts';
import type { BranchReference } from './query-forge.ts';
import { HttpProblem } from './server/problem-response.ts';

interface RangeQuery {
  from?: string | undefined;
  to?: string | undefined;
}

/**
 * The commits that a query limits a diff to; undefined for the whole diff. They are looked up in the
 * repository of the branch: as full ids, they cannot name another one.
 */
export function findRange(
  { from, to }: RangeQuery,
  { repository, headSha }: BranchReference,
): RangeDiffRequest | undefined {
  if (from === undefined) {
    if (to === undefined) return undefined;
    throw new HttpProblem(400, 'to needs from, the commit that the range starts after.');
  }
  const last = to ?? headSha;
  if (last === null) {
    throw new HttpProblem(
      409,
      'The head of this branch is not known yet. Send to, the last commit.',
    );
  }
  return { repository, from: from.toLowerCase(), to: last.toLowerCase() };
}

export function toNoCommits(forgeId: string): HttpProblem {
  const detail =
    `${forgeId} no longer has one of these commits, or they share no history. ` +
    'A force-push may have removed it. Get the diff without from and to.';
  return new HttpProblem(404, detail, { members: { missing_commits: true } });
}
