import type { Label } from '../../domain/diff-status.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Access, Forge, WebhookDelivery } from '../forge.ts';

/** A pull request as a test tells it to the double of a forge. Its base is in `acme/app`. */
export interface ScenarioPullRequest {
  number: number;
  state: 'open' | 'closed' | 'merged';
  title: string;
  draft: boolean;
  /** Whose branch it is: the repository itself or one of the two forks. */
  from: 'repository' | 'fork' | 'otherFork';
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
  /** In the order in which they were given. */
  reviews: { login: string; verdict: 'approved' | 'changes_requested' | 'commented' }[];
  requestedReviewers: string[];
  labels: Label[];
  checks: {
    name: string;
    state: 'passed' | 'failed' | 'pending';
    /** Whole seconds; null where nothing has begun or ended, left out where no test asks. */
    startedAt?: Date | null;
    completedAt?: Date | null;
  }[];
  mergeability: 'mergeable' | 'conflicting' | 'behind' | 'blocked' | 'computing';
  unresolvedThreads: number;
  /** Unified, as git prints it. */
  diff: string;
}

export type ScenarioFault =
  | { kind: 'answer'; status: number; headers?: Record<string, string>; body?: string }
  /** The request is never answered. */
  | { kind: 'hang' }
  /** The connection is cut. */
  | { kind: 'reset' };

/** Files that can be read at a ref. */
export interface ScenarioFiles {
  /** Puts it where it is said, and tells the commit that the branch is at from then on. */
  put(file: ScenarioFile): Promise<string>;
}

export interface ScenarioFile {
  from: 'repository' | 'fork';
  branch: string;
  path: string;
  content: string | Buffer;
}

/** The diffs of single files, of the sample's diff and of `awkwardDiff`. */
export interface ScenarioFileDiffs {
  /** Files of `awkwardDiff` that this forge does not show as they are. */
  readonly untellable?: readonly ('moved' | 'binary' | 'named')[];
}

/** Reviews by reviewer. */
export interface ScenarioReviews {
  /** The account is gone, and what it said stays; left out where a forge forgets that as well. */
  deleteAccount?: (login: string) => void;
}

/** A comment as the forge understood where it belongs. */
export interface PostedComment {
  path: string;
  /** An unchanged line may be named on either side. */
  side: 'old' | 'new';
  line: number;
  /** On the same side; null where it begins and ends at one line, or the forge knows no ranges. */
  startLine: number | null;
  body: string;
}

/** Comments on lines, which the double takes for lines of the pull request's diff alone. */
export interface ScenarioComments {
  readonly posted: readonly PostedComment[];
  /** Answers so whatever would post, and everything else as before. */
  failPosts?: (fault: ScenarioFault) => void;
}

/**
 * One adapter and, on loopback, a double that answers what its forge really answers. The world of
 * every scenario: the repository `acme/app` (default branch `main`), its forks `bob/app` and
 * `mallory/app`, and the pull requests that the test puts there.
 */
export interface ForgeScenario extends AsyncDisposable {
  readonly forge: Forge;
  readonly access: Access;
  readonly repository: RepositoryReference;
  /** `bob/app`. */
  readonly fork: RepositoryReference;
  /** `mallory/app`. */
  readonly otherFork: RepositoryReference;
  /** The instant the adapter lives in. */
  readonly instant: { nowMs: number };
  /** Every request that reached the double, in order. */
  readonly requests: readonly {
    method: string;
    /** Path and query. */
    path: string;
    headers: Readonly<Record<string, string | string[] | undefined>>;
  }[];
  /** The header that carries the token, in lower case, and its whole value. */
  readonly credential: { header: string; value: string };

  /** Adds it, or replaces the one of that number; what is left out is as `samplePullRequest`. */
  putPullRequest(change: Partial<ScenarioPullRequest>): ScenarioPullRequest & { url: string };
  /** The forge answers as for one that never was. */
  removePullRequest(number: number): void;
  /** What a branch without pull request changed since it left `main`. */
  putBranchDiff(branch: string, diff: string): void;
  /** Answers every request to the API so, until `restore`. */
  fail(fault: ScenarioFault): void;
  restore(): void;
  /** How this forge says "not before `seconds` have passed". */
  toRateLimited(seconds: number): Extract<ScenarioFault, { kind: 'answer' }>;

  /** What this forge does not tell apart, so that the suite leaves it out; nothing if not said. */
  readonly untellable?: {
    mergeabilities?: readonly ScenarioPullRequest['mergeability'][];
    verdicts?: readonly ScenarioPullRequest['reviews'][number]['verdict'][];
  };

  // A double leaves out what it does not answer, and nobody asks for it.

  readonly files?: ScenarioFiles;
  readonly fileDiffs?: ScenarioFileDiffs;
  readonly reviews?: ScenarioReviews;
  readonly comments?: ScenarioComments;
  /** Which of a check's instants this forge tells. */
  readonly checkTimes?: { started: boolean; completed: boolean };

  /** Origins of `acme/app` in every form people have, and ones that are not of this forge. */
  readonly origins: { own: readonly string[]; foreign: readonly string[] };
  /** Pull request 12 of `acme/app` as people paste it, and addresses that are none of this forge. */
  readonly pasted: { own: readonly string[]; foreign: readonly string[] };

  /** Deliveries as this forge sends them, verified by `secret`. */
  readonly deliveries: {
    readonly secret: string;
    /** False where the sender shows the secret itself and signs nothing; true if not said. */
    readonly signsBody?: boolean;
    pullRequest(
      action: 'opened' | 'updated' | 'closed' | 'merged',
      pull: ScenarioPullRequest,
    ): WebhookDelivery;
    /** A push to a branch of `acme/app`. */
    push(branch: string, sha: string): WebhookDelivery;
    /** Verified, and of nothing that is tracked. */
    other(): WebhookDelivery;
  };
}

/** What a pull request is unless the test says otherwise. */
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
