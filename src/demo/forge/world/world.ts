import type { Comparison } from '../git/compare-commits.ts';

/** A person or an organisation. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Organization';
  name: string;
  email: string;
  readonly createdAt: Date;
}

/** The four states a review can be in. */
export type ReviewState = 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';

/** A submitted review. */
export interface Review {
  readonly id: number;
  readonly author: Account;
  readonly commit: string;
  readonly submittedAt: Date;
  state: ReviewState;
  body: string;
}

/** How a check ended. */
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required';

/** A check run on one commit. */
export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly commit: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: CheckConclusion | null;
  startedAt: Date;
  completedAt: Date | null;
}

/** A commit status, the older sibling of the check run. */
export interface CommitStatus {
  readonly id: number;
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending';
  readonly description: string;
  readonly creator: Account;
  readonly createdAt: Date;
}

/** A hosted repository; its objects live in the bare repository at `directory`. */
export interface Repository {
  readonly id: number;
  readonly directory: string;
  readonly parent: Repository | undefined;
  readonly createdAt: Date;
  owner: Account;
  name: string;
  private: boolean;
  defaultBranch: string;
  description: string;
  pushedAt: Date;
  /** Commit by branch, read again from git after everything that can move a ref. */
  branches: Map<string, string>;
  readonly readers: Set<Account>;
  readonly writers: Set<Account>;
  readonly pullRequests: Map<number, PullRequest>;
  readonly checkRuns: Map<string, CheckRun[]>;
  readonly statuses: Map<string, CommitStatus[]>;
  nextNumber: number;
}

/** A pull request. It lives in the repository it wants to change. */
export interface PullRequest {
  readonly id: number;
  readonly number: number;
  readonly repository: Repository;
  readonly headRepository: Repository;
  readonly headBranch: string;
  readonly author: Account;
  readonly createdAt: Date;
  readonly reviews: Review[];
  baseBranch: string;
  baseSha: string;
  headSha: string;
  title: string;
  body: string;
  draft: boolean;
  state: 'open' | 'closed';
  updatedAt: Date;
  closedAt: Date | null;
  mergedAt: Date | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
  /** What the forge says of mergeability: computed from git, or pinned by a test. */
  mergeable: boolean | null | 'computed';
}

/** Everything the forge knows besides git's own objects. */
export interface World {
  readonly webBaseUrl: string;
  readonly directory: string;
  readonly now: () => Date;
  readonly accounts: Map<string, Account>;
  readonly accountByToken: Map<string, Account>;
  readonly repositories: Map<string, Repository>;
  readonly repositoriesById: Map<number, Repository>;
  /** Names that repositories used to have, answered with a redirect. */
  readonly formerNames: Map<string, Repository>;
  readonly comparisons: Map<string, Promise<Comparison | undefined>>;
  readonly mergeability: Map<string, Promise<boolean | null>>;
  /** The last operation per repository: operations on one repository run one after another. */
  readonly tails: Map<number, Promise<unknown>>;
  lastId: number;
  /** Rises with every change; answers rendered before are out of date. */
  revision: number;
}

/** An empty world. */
export function createWorld(webBaseUrl: string, directory: string, now: () => Date): World {
  return {
    webBaseUrl,
    directory,
    now,
    accounts: new Map(),
    accountByToken: new Map(),
    repositories: new Map(),
    repositoriesById: new Map(),
    formerNames: new Map(),
    comparisons: new Map(),
    mergeability: new Map(),
    tails: new Map(),
    lastId: 1000,
    revision: 1,
  };
}

/** The next unused id. */
export function takeId(world: World): number {
  world.lastId += 1;
  return world.lastId;
}
