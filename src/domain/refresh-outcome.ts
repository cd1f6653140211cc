import type { Failure, PullRequest } from './diff-status.ts';

/** The result of fetching one tracked branch from its forge. */
export type FetchOutcome =
  | { kind: 'refreshed'; pullRequest: PullRequest }
  /** The branch has no pull request, and none was stored. */
  | { kind: 'no_pull_request' }
  /** The stored pull request belongs to another branch or was deleted, and there is no other. */
  | { kind: 'pull_request_gone' }
  | { kind: 'rate_limited'; until: Date }
  | { kind: 'failed'; failure: Failure };

/** The result of one refresh; every value has exactly one next due time (S6). */
export type RefreshOutcome =
  | FetchOutcome
  | { kind: 'no_token'; message: string }
  /** The rest of the token's quota is reserved for the owner's other tools. */
  | { kind: 'budget_spent'; until: Date };
