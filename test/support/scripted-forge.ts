import { type PullRequest, unknownFields } from '../../src/domain/diff-status.ts';
import type { FetchOutcome } from '../../src/domain/refresh-outcome.ts';
import type { ForgePort } from '../../src/sync/ports.ts';
import { toChecks } from './checks.ts';

export function toPullRequest(change: Partial<PullRequest> = {}): PullRequest {
  return {
    ...unknownFields,
    url: 'https://forge.test/acme/app/pull/1',
    number: 1,
    state: 'open',
    title: 'Fix flaky login test',
    draft: false,
    changedAt: null,
    settledAt: null,
    changesRequested: false,
    approved: false,
    reviewerCount: 0,
    additions: 3,
    deletions: 1,
    changedFiles: 2,
    countsAtLeast: false,
    commits: 1,
    authorLogin: 'ada',
    authorAvatarUrl: null,
    baseBranch: 'main',
    headBranch: 'agent/work',
    headSha: 'a'.repeat(40),
    checks: toChecks({ passed: 1 }),
    mergeability: 'mergeable',
    autoMerge: false,
    inMergeQueue: false,
    mergeQueuePosition: null,
    reviewDecision: 'none',
    unresolvedThreads: 0,
    requestedReviewers: [],
    labels: [],
    ...change,
  };
}

interface Call {
  branch: string;
  readsAll: boolean;
  token: string;
  answer: (outcome: FetchOutcome) => void;
}

/** A forge whose outcomes the test provides, one by one or by a rule. */
export class ScriptedForge implements ForgePort {
  readonly batchSize: number;
  statusBuckets: readonly string[] = ['core'];
  readonly calls: Call[] = [];
  /** The branches of each call, in order. */
  readonly batches: string[][] = [];
  readonly id: string;
  /** Provides outcomes at once; undefined: a call waits until the test answers it. */
  rule: ((branch: string) => FetchOutcome) | undefined;

  constructor(id = 'forge', batchSize = 1) {
    this.id = id;
    this.batchSize = batchSize;
  }

  parseRemoteOrigin(origin: string) {
    const match = new RegExp(`^https://${this.id}\\.test/([^/]+)/([^/]+?)(?:\\.git)?$`).exec(
      origin,
    );
    return match ? { owner: match[1] ?? '', name: match[2] ?? '' } : undefined;
  }

  fetchStatuses(
    requests: readonly { branch: string; readsAll: boolean }[],
    { token, signal }: { token: string; signal: AbortSignal },
    report: (index: number, outcome: FetchOutcome) => void,
  ): Promise<FetchOutcome[]> {
    this.batches.push(requests.map(({ branch }) => branch));
    const fetched = requests.map(async (request, index) => {
      const outcome = await this.#fetch(request, token, signal);
      report(index, outcome);
      return outcome;
    });
    return Promise.all(fetched);
  }

  #fetch(
    { branch, readsAll }: { branch: string; readsAll: boolean },
    token: string,
    signal: AbortSignal,
  ): Promise<FetchOutcome> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.calls.push({ branch, readsAll, token, answer: resolve });
      if (this.rule) resolve(this.rule(branch));
    });
  }
}
