import type { Failure, PullRequest } from './diff-status.ts';

/** A limit that a forge imposed, as a duration: its clock and ours may differ (S5). */
export interface RateLimit {
  retryInMs: number;
  /** The forge gave the instant of its end, which is a whole second. */
  endsOnSecond?: true;
  /** The quota that is used up; undefined when the whole token is limited. */
  bucket?: string;
}

/** The repository of a branch as its forge names and identifies it now; left out if unknown. */
export interface CurrentRepository {
  /** e.g. `acme/app`. */
  name: string;
  id: string;
}

/** The result of fetching one tracked branch from its forge. */
export type FetchOutcome =
  | {
      kind: 'refreshed';
      pullRequest: PullRequest;
      /** How long ago it was merged or closed, measured on the forge's clock; undefined if unknown. */
      sinceSettledMs?: number;
      repository?: CurrentRepository;
    }
  /** The branch has no pull request, and none was stored. */
  | { kind: 'no_pull_request'; repository?: CurrentRepository }
  /** The stored pull request belongs to another branch or was deleted, and there is no other. */
  | { kind: 'pull_request_gone'; repository?: CurrentRepository }
  | ({ kind: 'rate_limited' } & RateLimit)
  | { kind: 'failed'; failure: Failure };

/** The result of one refresh; every value has exactly one next due time (S6). */
export type RefreshOutcome =
  | FetchOutcome
  | { kind: 'no_token'; message: string }
  /** The rest of the token's quota is reserved for the owner's other tools. */
  | { kind: 'budget_spent'; retryInMs: number };
