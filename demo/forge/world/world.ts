import type { Comparison } from '../git/compare-commits.ts';
import type { CheckRun, CommitStatus } from './check-run.ts';
import type { WorldEvent } from './events.ts';
import type { Hook } from './hooks.ts';
import type { Label } from './labels.ts';
import type { QueueEntry } from './merge-queue.ts';
import type { Protection } from './merge-state.ts';
import type { ReviewThread } from './review-threads.ts';

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
  /** Those who may manage it without owning it. */
  readonly administrators: Set<Account>;
  readonly pullRequests: Map<number, PullRequest>;
  readonly checkRuns: Map<string, CheckRun[]>;
  readonly statuses: Map<string, CommitStatus[]>;
  readonly hooks: Map<number, Hook>;
  /** By name in lower case. */
  readonly labels: Map<string, Label>;
  /** What is asked of a pull request before it may be merged. */
  protection: Protection | undefined;
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
  readonly threads: ReviewThread[];
  readonly requestedReviewers: Set<Account>;
  readonly requestedTeams: Set<string>;
  labels: Label[];
  /** Who asked to have it merged as soon as it can be. */
  autoMergeBy: Account | undefined;
  queueEntry: QueueEntry | undefined;
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
  /** What stands in the way of a merge that would not conflict: computed, or pinned by a test. */
  mergeState: 'behind' | 'blocked' | 'computed';
  /** How many more readers are told that mergeability is being computed. */
  computingReads: number;
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
  /** Told of every change that GitHub has a webhook event for. */
  readonly listeners: Set<(event: WorldEvent) => void>;
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
    listeners: new Set(),
    lastId: 1000,
    revision: 1,
  };
}

/** The next unused id. */
export function takeId(world: World): number {
  world.lastId += 1;
  return world.lastId;
}
