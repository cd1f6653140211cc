import type { ScenarioPullRequest } from '../../../src/forge/testing/forge-scenario.ts';
import { ensureAccount } from '../world/accounts.ts';
import {
  type CheckRun,
  type Label,
  type PullRequest,
  type Repository,
  type Review,
  type ReviewThread,
} from '../world/records.ts';
import { takeId, type World } from '../world/world.ts';

/** The repositories and commits of a scenario's pull request. */
export interface PullRequestLocation {
  repository: Repository;
  headRepository: Repository;
  baseSha: string;
  headSha: string;
}

/** Builds the demo forge's record of a scenario's pull request. */
export function buildPullRequest(
  world: World,
  wanted: ScenarioPullRequest,
  location: PullRequestLocation,
): PullRequest {
  const { number, title, draft, branch, baseBranch, changedAt } = wanted;
  const settledAt = wanted.state === 'open' ? null : (wanted.settledAt ?? changedAt);
  const isMerged = wanted.state === 'merged';
  const author = getAccount(world, wanted.author);
  return {
    ...location,
    id: takeId(world),
    number,
    headBranch: branch,
    baseBranch,
    author,
    title,
    body: wanted.description ?? '',
    draft,
    state: wanted.state === 'open' ? 'open' : 'closed',
    // The higher the number, the newer.
    createdAt: new Date(Date.parse('2026-01-01T08:00:00Z') + number * 1000),
    updatedAt: changedAt,
    closedAt: settledAt,
    mergedAt: isMerged ? settledAt : null,
    mergedBy: isMerged ? author : null,
    mergeCommitSha: null,
    ...toMergeability(wanted.mergeability),
    computingReads: 0,
    reviews: wanted.reviews.map((review) => toReview(world, review, location.headSha)),
    threads: Array.from({ length: wanted.unresolvedThreads }, () =>
      toThread(world, wanted, location.headSha),
    ),
    labels: wanted.labels.map((label) => toLabel(world, label)),
    requestedReviewers: new Set(wanted.requestedReviewers.map((login) => getAccount(world, login))),
    requestedTeams: new Set<string>(),
    autoMergeBy: undefined,
    queueEntry: undefined,
  };
}

/** Builds the check runs of its head. */
export function buildCheckRuns(
  world: World,
  { checks, changedAt }: ScenarioPullRequest,
  commit: string,
  known: readonly CheckRun[],
): CheckRun[] {
  return checks.map(({ name, state, startedAt, completedAt }, index) => {
    const isPending = state === 'pending';
    const conclusion = state === 'passed' ? 'success' : 'failure';
    return {
      id: known.find((run) => run.name === name)?.id ?? takeId(world),
      name,
      commit,
      suite: index + 1,
      workflow: 'CI',
      status: isPending ? 'in_progress' : 'completed',
      conclusion: isPending ? null : conclusion,
      startedAt: startedAt ?? changedAt,
      completedAt: isPending ? null : (completedAt ?? changedAt),
      title: null,
    };
  });
}

function toMergeability(
  mergeability: ScenarioPullRequest['mergeability'],
): Pick<PullRequest, 'mergeable' | 'mergeState'> {
  switch (mergeability) {
    case 'mergeable':
      return { mergeable: true, mergeState: 'computed' };
    case 'conflicting':
      return { mergeable: false, mergeState: 'computed' };
    case 'behind':
    case 'blocked':
      return { mergeable: true, mergeState: mergeability };
    case 'computing':
      return { mergeable: null, mergeState: 'computed' };
  }
}

const verdicts = {
  approved: 'APPROVED',
  changes_requested: 'CHANGES_REQUESTED',
  commented: 'COMMENTED',
} as const;

function toReview(
  world: World,
  { login, verdict }: ScenarioPullRequest['reviews'][number],
  commit: string,
): Review {
  const author = getAccount(world, login);
  const id = takeId(world);
  const submittedAt = new Date(Date.parse('2026-01-01T10:00:00Z') + id * 1000);
  return { id, author, commit, submittedAt, state: verdicts[verdict], body: '' };
}

function toThread(world: World, wanted: ScenarioPullRequest, commit: string): ReviewThread {
  const author = getAccount(world, wanted.author);
  const createdAt = wanted.changedAt;
  const id = takeId(world);
  const where = { path: 'login.test.ts', line: 1, side: 'RIGHT', startLine: null, commit } as const;
  const content = { body: 'Why?', hunk: '', reviewId: null };
  return { id, author, ...content, ...where, createdAt, replies: [], resolvedBy: undefined };
}

function toLabel(world: World, { name, color }: ScenarioPullRequest['labels'][number]): Label {
  const digits = color?.slice(1) ?? 'ededed';
  return { id: takeId(world), name, color: digits, description: '' };
}

function getAccount(world: World, login: string) {
  return ensureAccount(world, { login });
}
