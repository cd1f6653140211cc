import type { Label, PullRequest } from '../../domain/diff-status.ts';
import type { FetchOutcome } from '../../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Access, Forge, KnownPullRequest, WebhookDelivery } from '../forge.ts';
import type { GraphQlGaps } from './graphql-gaps.ts';
import type { TestInstant } from './test-deps.ts';

/** `acme/app`, its forks `bob/app` and `mallory/app`, and `dana/app`, which is a fork of `bob/app`. */
export type ScenarioRepository = 'repository' | 'fork' | 'otherFork' | 'forkOfFork';

export interface CommitRange {
  from: string;
  to: string;
}

/** A pull request that a test adds to a fake forge. */
export interface ScenarioPullRequest {
  number: number;
  state: 'open' | 'closed' | 'merged';
  title: string;
  draft: boolean;
  /** The repository of the head branch. */
  from: ScenarioRepository;
  /** The repository that it goes into: by default `repository`. */
  into?: 'repository' | 'fork';
  branch: string;
  headSha: string;
  baseBranch: string;
  author: string;
  changedAt: Date;
  /** When it was merged or closed. */
  settledAt: Date | null;
  additions: number;
  deletions: number;
  changedFiles: number;
  commits: number;
  /** Oldest first. */
  reviews: { login: string; verdict: 'approved' | 'changes_requested' | 'commented' }[];
  requestedReviewers: string[];
  /** Only where the forge has teams. */
  requestedTeams?: string[];
  labels: Label[];
  checks: {
    name: string;
    state: 'passed' | 'failed' | 'pending';
    /** In whole seconds. Null until it has started or completed; optional where no test reads it. */
    startedAt?: Date | null;
    completedAt?: Date | null;
  }[];
  mergeability: 'mergeable' | 'conflicting' | 'behind' | 'blocked' | 'computing';
  unresolvedThreads: number;
  /** With their texts, in addition to the counted ones. */
  threads?: ScenarioThread[];
  /** Whether it is merged as soon as nothing prevents it; only where the fake supports it. */
  autoMerge?: boolean;
  /** Unified, as git prints it. */
  diff: string;
  /** Its text, as its author wrote it. */
  description?: string;
  /** Oldest first. Without it the fake lists as many as `commits` counts, with hashes only. */
  commitList?: ScenarioCommit[];
}

export interface ScenarioCommit {
  sha: string;
  message: string;
  /** The account of its author, or the name in the commit where the forge reports no account. */
  author: string;
  authoredAt: Date;
}

/** A thread on a line, or a comment of the conversation where `path` is null. */
export interface ScenarioThread {
  path: string | null;
  line: number;
  startLine: number | null;
  side: 'old' | 'new';
  /** Who resolved it. */
  resolvedBy: string | null;
  /** Oldest first. Comments of the conversation are one each. */
  comments: { author: string; body: string }[];
}

export const sampleThread: ScenarioThread = {
  path: 'login.test.ts',
  line: 2,
  startLine: null,
  side: 'new',
  resolvedBy: null,
  comments: [{ author: 'bob', body: 'Why is this async?' }],
};

/** When a comment was written: a minute after the one before it. */
export function toCommentInstant(thread: number, comment: number): Date {
  return new Date(Date.parse('2026-01-01T10:00:00Z') + (thread * 100 + comment) * 60_000);
}

/** Support for the texts of threads. */
export interface ScenarioThreads {
  /** What this forge does not report. */
  readonly unreported: readonly ('resolvedBy' | 'startLine')[];
}

export type ScenarioFault =
  | { kind: 'response'; status: number; headers?: Record<string, string>; body?: string }
  /** Never responds. */
  | { kind: 'hang' }
  /** Cuts the connection. */
  | { kind: 'reset' };

/** Support for reading files at a ref. */
export interface ScenarioFiles {
  /** Stores the file and returns the new head commit of its branch. */
  put(file: ScenarioFile): Promise<string>;
}

export interface ScenarioFile {
  from: 'repository' | 'fork';
  branch: string;
  path: string;
  content: string | Buffer;
}

/** Support for the diff of a single file, in the sample's diff and in `awkwardDiff`. */
export interface ScenarioFileDiffs {
  /** Files of `awkwardDiff` that this forge does not report correctly. */
  readonly unreported?: readonly ('moved' | 'binary' | 'named')[];
}

/** Support for networks of forks. */
export interface ScenarioNetwork {
  /** `dana/app`. */
  readonly forkOfFork: RepositoryReference;
  /** How the forge responds for a repository whose pull requests are switched off; null: it cannot. */
  readonly switchedOff: 403 | 404 | null;
  /** Whether the fork itself lists its pull requests into other repositories. */
  readonly listsOutgoing?: boolean;
  /** From now on, the pull requests of the repository are refused with this status. */
  refusePullRequests(of: ScenarioRepository, status: number): void;
  /** From now on, everything about the repository is refused with this status. */
  refuseRepository(of: ScenarioRepository, status: number): void;
}

export interface ScenarioResponse {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Support for the requests that report threads, merge queue and review decision. */
export interface ScenarioConversation {
  /** What is reported by separate requests. */
  readonly parts: readonly string[];
  /** From now on, the requests for the part are answered with this, or as usual again. */
  answer(part: string, response: ScenarioResponse | undefined): void;
}

/** Support for the list of reviews. */
export interface ScenarioReviews {
  /** Deletes an account whose reviews remain. Undefined where the forge deletes those as well. */
  deleteAccount?: (login: string) => void;
}

/** Support for deleted accounts, which the forge no longer names anywhere. */
export interface ScenarioPeople {
  deleteAccount(login: string): void;
  /** Whether the forks of a deleted account are gone as well. */
  readonly deletesForks: boolean;
}

/** A comment that the forge accepted, with the place where the forge put it. */
export interface PostedComment {
  path: string;
  /** Either side for an unchanged line. */
  side: 'old' | 'new';
  line: number;
  /** On the same side. Null for a single line, or where the forge does not support ranges. */
  startLine: number | null;
  body: string;
}

/** Support for comments on lines. The fake accepts only lines in the pull request's diff. */
export interface ScenarioComments {
  readonly posted: readonly PostedComment[];
  /** Fails only the requests that would post. */
  failPosts?: (fault: ScenarioFault) => void;
}

/** Support for what is known of checks besides their state. */
export interface ScenarioCheckRules {
  /** From now on, `main` requires these checks. Undefined where the forge has no such rule. */
  require?: (names: readonly string[]) => void;
  /** The names of required checks that are missing while some are reported. Default: all others. */
  toMissing?: (required: readonly string[], reported: number) => readonly string[];
  /** Whether the rule demands a number of checks, which all have to pass. */
  readonly countsOnly?: boolean;
  /** From now on, the token may not read the rules, where they can be refused. */
  refuseRules?: () => void;
  /** From now on, the server fails where it is requested for the rules. */
  failRules?: () => void;
  /** From now on, the token may not read checks. */
  refuseChecks: () => void;
  /** Whether several checks of one name are runs of it, the last one the newest. */
  readonly reruns: boolean;
}

/** Support for the logs of checks. */
export interface ScenarioLogs {
  /** Sets the log of the check with this name. */
  put(check: string, text: string): void;
  remove(check: string): void;
  /** From now on, the token may not read logs. */
  refuse(): void;
  /** What the storage received, where the forge redirects there. */
  readonly storageRequests?: readonly { headers: ForgeScenario['requests'][number]['headers'] }[];
}

/** Deliveries about checks. */
export type ScenarioDeliveredChecks =
  | {
      /**
       * A delivery about the state of the check, the second or fourth one of the pull request. Undefined where the
       * forge sends none about such a state.
       */
      deliver(pull: ScenarioPullRequest, name: string): WebhookDelivery | undefined;
    }
  /** Why no delivery of this forge says enough to show a check without a request. */
  | { unsupported: string };

/** Support for GraphQL servers and tokens that lack fields. */
export interface ScenarioGaps {
  /** Every optional field (`Type.field`) that the adapter selects, and the facts that it costs. */
  readonly optional: Readonly<Record<string, readonly (keyof PullRequest)[]>>;
  readonly missing: GraphQlGaps;
}

/**
 * One adapter and a fake of its forge on the loopback interface. Every scenario has the repository
 * `acme/app` (default branch `main`), its forks, and the pull requests that the test adds.
 */
export interface ForgeScenario extends AsyncDisposable {
  readonly forge: Forge;
  readonly access: Access;
  readonly repository: RepositoryReference;
  /** `bob/app`. */
  readonly fork: RepositoryReference;
  /** `mallory/app`. */
  readonly otherFork: RepositoryReference;
  /** The adapter's clock. */
  readonly instant: TestInstant;
  /** Every request that the fake received, in order. */
  readonly requests: readonly {
    method: string;
    /** Path and query. */
    path: string;
    headers: Readonly<Record<string, string | string[] | undefined>>;
  }[];
  /** The header that carries the token (name in lower case) and its complete value. */
  readonly credential: { header: string; value: string };

  /** Adds or replaces a pull request. Omitted fields are those of `samplePullRequest`. */
  putPullRequest(change: Partial<ScenarioPullRequest>): ScenarioPullRequest & { url: string };
  /** From now on the forge responds as if it had never existed. */
  removePullRequest(number: number): void;
  /** Sets the diff against `main` of a branch without a pull request. */
  putBranchDiff(branch: string, diff: string): void;
  /**
   * Sets the diff between two commits of `acme/app`. Returns these, or other ones where commits are real.
   * The fake knows no other ranges.
   */
  putRangeDiff(range: CommitRange, diff: string): CommitRange;
  /** Fails every API request until `restore` is called. */
  fail(fault: ScenarioFault): void;
  restore(): void;
  /** The response of this forge to a rate-limited request that may be repeated after `seconds`. */
  rateLimitFault(seconds: number): Extract<ScenarioFault, { kind: 'response' }>;

  /** Responses that limit the token for a time that the forge does not report. Default: a bare 429. */
  readonly openLimits?: readonly Extract<ScenarioFault, { kind: 'response' }>[];

  /** Values that this forge cannot report. The suite skips their tests. */
  readonly unreported?: {
    mergeabilities?: readonly ScenarioPullRequest['mergeability'][];
    verdicts?: readonly ScenarioPullRequest['reviews'][number]['verdict'][];
  };

  // Undefined where the fake does not support it. The suite skips those tests.

  readonly files?: ScenarioFiles;
  readonly network?: ScenarioNetwork;
  readonly fileDiffs?: ScenarioFileDiffs;
  readonly reviews?: ScenarioReviews;
  readonly comments?: ScenarioComments;
  readonly threads?: ScenarioThreads;
  /** False where commits are real and cannot be chosen by a test. Default: true. */
  readonly listsCommits?: boolean;
  readonly graphQlGaps?: ScenarioGaps;
  readonly people?: ScenarioPeople;
  readonly conversation?: ScenarioConversation;
  readonly checkRules?: ScenarioCheckRules;
  readonly logs?: ScenarioLogs;
  /** Which times of a check this forge reports. */
  readonly checkTimes?: { started: boolean; completed: boolean };

  /** Origins of `acme/app` in every common form, and origins that belong to other forges. */
  readonly origins: { own: readonly string[]; foreign: readonly string[] };
  /** URLs of pull request 12 of `acme/app` as people paste them, and URLs of something else. */
  readonly pasted: { own: readonly string[]; foreign: readonly string[] };

  readonly deliveredChecks: ScenarioDeliveredChecks;

  /** Webhook deliveries as this forge sends them, signed with `secret`. */
  readonly deliveries: {
    readonly secret: string;
    /** False where the forge sends the secret itself instead of a signature. Default: true. */
    readonly signsBody?: boolean;
    pullRequest(
      action: 'opened' | 'updated' | 'closed' | 'merged',
      pull: ScenarioPullRequest,
    ): WebhookDelivery;
    /** A push to a branch of `acme/app`. */
    push(branch: string, sha: string): WebhookDelivery;
    /** A valid delivery about something that is not tracked. */
    other(): WebhookDelivery;
  };
}

/** The default pull request. */
export const samplePullRequest: ScenarioPullRequest = {
  number: 12,
  state: 'open',
  title: 'Fix flaky login test',
  draft: false,
  from: 'repository',
  branch: 'agent/login',
  headSha: '1'.repeat(40),
  baseBranch: 'main',
  author: 'ada',
  changedAt: new Date('2026-01-01T11:00:00Z'),
  settledAt: null,
  additions: 3,
  deletions: 1,
  changedFiles: 1,
  commits: 2,
  reviews: [],
  requestedReviewers: [],
  labels: [],
  checks: [],
  mergeability: 'mergeable',
  unresolvedThreads: 0,
  diff: `diff --git a/login.test.ts b/login.test.ts
index 1111111..2222222 100644
--- a/login.test.ts
+++ b/login.test.ts
@@ -1,3 +1,5 @@
 import { test } from 'vitest';
-test('login', () => {});
+test('login', async () => {
+  await login();
+});
 // end
`,
};

export interface StatusQuery {
  repository?: RepositoryReference;
  branch?: string;
  known?: KnownPullRequest;
}

/** Fetches the status of one branch: by default the sample's branch in `acme/app`. */
export async function fetchOutcome(
  { forge, repository, access }: ForgeScenario,
  query: StatusQuery = {},
): Promise<FetchOutcome | undefined> {
  const { branch } = samplePullRequest;
  const request = { repository, branch, known: undefined, ...query };
  const [outcome] = await forge.fetchStatuses([request], access);
  return outcome;
}

/** Fetches the status of a branch that must have a pull request. */
export async function getPullRequest(
  scenario: ForgeScenario,
  query: StatusQuery = {},
): Promise<PullRequest> {
  const outcome = await fetchOutcome(scenario, query);
  if (outcome?.kind !== 'refreshed') throw new Error(`not refreshed: ${JSON.stringify(outcome)}`);
  return outcome.pullRequest;
}
