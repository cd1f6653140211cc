import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';

/** What a token is used for. */
export type TokenRight = 'account' | 'pull_requests' | 'checks' | 'webhooks';

export interface RightReport {
  right: TokenRight;
  /** `rejected`: the forge does not accept the token at all. */
  state: 'readable' | 'refused' | 'rejected' | 'unknown';
  /** Why it is not readable, and what to grant. */
  message: string | null;
}

/** The tracked branch on which rights are tried. */
export interface ProbedBranch {
  /** The repository of its pull request. */
  repository: RepositoryReference;
  branch: string;
  headSha: string | null;
}

export interface ProbeRequest {
  /** Undefined while no branch of the forge is tracked. */
  tracked: ProbedBranch | undefined;
}

export type ProbeOutcome =
  | {
      kind: 'probed';
      rights: RightReport[];
      /** Where the forge has a resource that reports it. */
      expiresAt: Date | null;
    }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;
