import { type PullRequest } from '../world/records.ts';

/** GitHub's names for the state of a pull request. */
export type PullRequestState = 'OPEN' | 'CLOSED' | 'MERGED';

/** The arguments of a pull request connection that choose and order. */
export interface PullRequestFilter {
  states?: readonly PullRequestState[] | null;
  headRefName?: string | null;
  baseRefName?: string | null;
  orderBy?: { field: 'CREATED_AT' | 'UPDATED_AT'; direction: 'ASC' | 'DESC' } | null;
}

/** GraphQL has merged as a separate state. */
export function toState(pullRequest: PullRequest): PullRequestState {
  if (pullRequest.mergedAt !== null) return 'MERGED';
  return pullRequest.state === 'open' ? 'OPEN' : 'CLOSED';
}

/** Filters and orders pull requests; without an order the oldest comes first. */
export function listMatching(
  all: readonly PullRequest[],
  { states, headRefName, baseRefName, orderBy }: PullRequestFilter,
): PullRequest[] {
  const found = all.filter(
    (pullRequest) =>
      (states == null || states.includes(toState(pullRequest))) &&
      (headRefName == null || pullRequest.headBranch === headRefName) &&
      (baseRefName == null || pullRequest.baseBranch === baseRefName),
  );
  const sign = orderBy?.direction === 'DESC' ? -1 : 1;
  const key = orderBy?.field === 'UPDATED_AT' ? 'updatedAt' : 'createdAt';
  return found.toSorted(
    (a, b) => sign * (a[key].getTime() - b[key].getTime() || a.number - b.number),
  );
}
