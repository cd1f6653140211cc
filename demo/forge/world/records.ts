/** A person or an organisation. */
export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Organization';
  name: string;
  email: string;
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
  /** Pull requests that come from it stay, without their head repository. */
  isDeleted: boolean;
  defaultBranch: string;
  description: string;
  pushedAt: Date;
  /** Commit by branch, read from git after every operation that can move a ref. */
  branches: Map<string, string>;
  readonly readers: Set<Account>;
  readonly writers: Set<Account>;
  /** Accounts that may manage it without owning it. */
  readonly administrators: Set<Account>;
  readonly pullRequests: Map<number, PullRequest>;
  readonly checkRuns: Map<string, CheckRun[]>;
  readonly statuses: Map<string, CommitStatus[]>;
  readonly hooks: Map<number, Hook>;
  /** By name in lower case. */
  readonly labels: Map<string, Label>;
  /** What a pull request needs before it may be merged. */
  protection: Protection | undefined;
  /** The branches into which a pull request needs something else. */
  readonly branchProtections: Map<string, Protection>;
  nextNumber: number;
}

/** What is required before a pull request may be merged. */
export interface Protection {
  /** How many approvals. */
  approvals?: number;
  /** Which checks have to pass, by branch protection. */
  checks?: readonly string[];
  /** Which checks have to pass, by a ruleset. */
  rulesetChecks?: readonly string[];
  /** Whether the head has to include all commits of the base. */
  upToDate?: boolean;
}

/** A label of a repository. */
export interface Label {
  readonly id: number;
  readonly name: string;
  /** Six hexadecimal digits. */
  color: string;
  description: string;
}

/** A pull request, stored in its target repository. */
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
  /** The account that enabled auto-merge. */
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
  /** Mergeability: computed from git, or set by a test. */
  mergeable: boolean | null | 'computed';
  /** The reason a merge without conflicts is blocked: computed, or set by a test. */
  mergeState: 'behind' | 'blocked' | 'computed';
  /** The number of reads for which mergeability is still being computed. */
  computingReads: number;
}

/** A place in the merge queue of a repository. */
export interface QueueEntry {
  readonly id: number;
  readonly by: Account;
  readonly enqueuedAt: Date;
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

/** A review thread on a line of the diff. */
export interface ReviewThread {
  readonly id: number;
  readonly author: Account;
  readonly body: string;
  readonly path: string;
  readonly line: number;
  readonly side: 'LEFT' | 'RIGHT';
  /** The first line of a range, on the same side. */
  readonly startLine: number | null;
  /** The diff hunk up to the line; empty if it was not read. */
  readonly hunk: string;
  readonly commit: string;
  /** The review it belongs to. */
  readonly reviewId: number | null;
  readonly createdAt: Date;
  readonly replies: ThreadReply[];
  resolvedBy: Account | undefined;
}

/** An answer in a thread. */
export interface ThreadReply {
  readonly id: number;
  readonly author: Account;
  readonly body: string;
  readonly createdAt: Date;
}

/** How a check ended. */
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale';

/** A check run on one commit. */
export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly commit: string;
  /** The run of the workflow that it is part of; a rerun has a later one. */
  readonly suite: number;
  /** Null for an app without workflows. */
  readonly workflow: string | null;
  status: 'queued' | 'in_progress' | 'waiting' | 'completed';
  conclusion: CheckConclusion | null;
  startedAt: Date;
  completedAt: Date | null;
  /** A one-line summary. */
  title: string | null;
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

/** A webhook of a repository. */
export interface Hook {
  readonly id: number;
  readonly createdAt: Date;
  /** Newest first. */
  readonly deliveries: HookDelivery[];
  url: string;
  secret: string;
  contentType: 'json' | 'form';
  insecureSsl: '0' | '1';
  /** Event names; `*` matches all. */
  events: string[];
  active: boolean;
  updatedAt: Date;
}

/** One attempt to deliver. */
export interface HookDelivery {
  readonly id: number;
  /** The same for every attempt at one message. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly deliveredAt: Date;
  readonly durationMs: number;
  /** `OK`, or GitHub's description of the error. */
  readonly status: string;
  readonly statusCode: number;
  readonly request: { headers: Record<string, string>; payload: Record<string, unknown> };
  readonly response: { headers: Record<string, string>; payload: string };
}
