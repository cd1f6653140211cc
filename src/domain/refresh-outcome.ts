import type { Failure, PullRequest } from './diff-status.ts';

/** What a forge answered about one tracked branch. */
export type FetchOutcome =
  | { kind: 'refreshed'; pullRequest: PullRequest }
  /** The branch has none, and none was stored. */
  | { kind: 'no_pull_request' }
  /** The stored pull request belongs to another branch or is gone, and there is no other. */
  | { kind: 'pull_request_gone' }
  | { kind: 'rate_limited'; until: Date }
  | { kind: 'failed'; failure: Failure };

/** What came of one refresh; every value has exactly one next due time (S6). */
export type RefreshOutcome =
  | FetchOutcome
  | { kind: 'no_token'; message: string }
  /** What is left of the token's quota is kept for the person's own tools. */
  | { kind: 'budget_spent'; until: Date };
