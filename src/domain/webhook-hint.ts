import type { PullRequestState } from './diff-status.ts';
import type { RepositoryReference } from './repository-reference.ts';

/** What a delivery says of a pull request, as of `changedAt`. */
export interface PullRequestFacts {
  url: string;
  number: number;
  state: PullRequestState;
  title: string;
  draft: boolean;
  changedAt: Date | null;
  baseBranch: string;
  headSha: string | null;
  authorLogin: string | null;
  authorAvatarUrl: string | null;
}

/** What a delivery points at. Every hint makes the tracked branches it names due. */
export type WebhookHint =
  /** A branch moved. */
  | { kind: 'branch'; repository: RepositoryReference; branch: string }
  | {
      kind: 'pull_request';
      url: string;
      /** Null when the fork is gone, or the forge does not name it. */
      head: { repository: RepositoryReference; branch: string } | null;
      /** Null when the delivery does not tell enough to show it. */
      facts: PullRequestFacts | null;
    }
  /** Something about a commit: a check, a status. */
  | { kind: 'commit'; repository: RepositoryReference; sha: string };
