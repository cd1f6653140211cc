import { fetchCommit, writePullRequestRef } from '../git/bare-repository.ts';
import { findComparison } from './comparisons.ts';
import { dequeue } from './merge-state.ts';
import type { Account, Label, PullRequest, Repository } from './records.ts';
import { findInNetwork } from './repositories.ts';
import { announce, markUpdated, takeId, type World } from './world.ts';

/** A pull request to open; `head` is `branch` or `owner:branch`. */
interface NewPullRequest {
  repository: Repository;
  author: Account;
  title: string;
  body: string;
  head: string;
  base: string;
  draft: boolean;
}

/** The result of opening a pull request. */
type OpenResult =
  | { kind: 'opened'; pullRequest: PullRequest }
  | { kind: 'invalid'; field: 'base' | 'head' | 'title' }
  | { kind: 'refused'; message: string };

/** Opens a pull request, after the checks GitHub makes. */
export async function openPullRequest(world: World, wanted: NewPullRequest): Promise<OpenResult> {
  const { repository } = wanted;
  const head = findHead(world, repository, wanted.head);
  const baseSha = repository.branches.get(wanted.base);
  if (wanted.title === '') return { kind: 'invalid', field: 'title' };
  if (baseSha === undefined) return { kind: 'invalid', field: 'base' };
  if (head === undefined) return { kind: 'invalid', field: 'head' };
  const existing = findOpenPullRequest(repository, head.repository, head.branch, wanted.base);
  const label = `${head.repository.owner.login}:${head.branch}`;
  if (existing !== undefined) {
    return { kind: 'refused', message: `A pull request already exists for ${label}.` };
  }
  await fetchCommit(repository.directory, head.repository.directory, head.sha);
  const comparison = await findComparison(world, repository, baseSha, head.sha);
  if (comparison === undefined || comparison.ahead === 0) {
    const message = `No commits between ${wanted.base} and ${wanted.head}`;
    return { kind: 'refused', message };
  }
  const pullRequest = buildPullRequest(world, wanted, head, baseSha);
  await fetchHead(pullRequest);
  repository.pullRequests.set(pullRequest.number, pullRequest);
  world.revision += 1;
  announce(world, { kind: 'pull_request', action: 'opened', pullRequest });
  return { kind: 'opened', pullRequest };
}

interface Head {
  repository: Repository;
  branch: string;
  sha: string;
}

function findHead(world: World, repository: Repository, head: string): Head | undefined {
  const colon = head.indexOf(':');
  const owner = colon === -1 ? repository.owner.login : head.slice(0, colon);
  const from = findInNetwork(world, repository, owner);
  const branch = head.slice(colon + 1);
  const sha = from?.branches.get(branch);
  return from === undefined || sha === undefined ? undefined : { repository: from, branch, sha };
}

function findOpenPullRequest(
  repository: Repository,
  headRepository: Repository,
  headBranch: string,
  baseBranch: string,
): PullRequest | undefined {
  for (const pullRequest of repository.pullRequests.values()) {
    if (pullRequest.state !== 'open' || pullRequest.headBranch !== headBranch) continue;
    if (pullRequest.headRepository !== headRepository) continue;
    if (pullRequest.baseBranch === baseBranch) return pullRequest;
  }
  return undefined;
}

function buildPullRequest(
  world: World,
  wanted: NewPullRequest,
  head: Head,
  baseSha: string,
): PullRequest {
  const number = wanted.repository.nextNumber;
  wanted.repository.nextNumber += 1;
  return {
    id: takeId(world),
    number,
    repository: wanted.repository,
    headRepository: head.repository,
    headBranch: head.branch,
    headSha: head.sha,
    baseBranch: wanted.base,
    baseSha,
    author: wanted.author,
    title: wanted.title,
    body: wanted.body,
    draft: wanted.draft,
    state: 'open',
    createdAt: world.now(),
    updatedAt: world.now(),
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    mergeable: 'computed',
    ...createInitialState(),
  };
}

/** The initial state of a pull request. */
function createInitialState() {
  return {
    mergeState: 'computed',
    computingReads: 0,
    reviews: [],
    threads: [],
    labels: [],
    requestedReviewers: new Set<Account>(),
    requestedTeams: new Set<string>(),
    autoMergeBy: undefined,
    queueEntry: undefined,
  } satisfies Partial<PullRequest>;
}

type Change = Partial<
  Pick<
    PullRequest,
    'title' | 'body' | 'draft' | 'baseBranch' | 'mergeable' | 'mergeState' | 'computingReads'
  >
>;

/** Applies a change and records when it happened. */
export function changePullRequest(world: World, pullRequest: PullRequest, change: Change): void {
  const { title, body, baseBranch, draft } = pullRequest;
  Object.assign(pullRequest, change);
  const base = pullRequest.repository.branches.get(pullRequest.baseBranch);
  if (change.baseBranch !== undefined) pullRequest.baseSha = base ?? pullRequest.baseSha;
  markUpdated(world, pullRequest);
  const changes = {
    ...(title !== pullRequest.title && { title: { from: title } }),
    ...(body !== pullRequest.body && { body: { from: body } }),
    ...(baseBranch !== pullRequest.baseBranch && { base: { ref: { from: baseBranch } } }),
  };
  if (Object.keys(changes).length > 0) {
    announce(world, { kind: 'pull_request', action: 'edited', pullRequest, details: { changes } });
  }
  if (draft === pullRequest.draft) return;
  const action = pullRequest.draft ? 'converted_to_draft' : 'ready_for_review';
  announce(world, { kind: 'pull_request', action, pullRequest });
}

/** Closes an open pull request, merged or not. */
export function closePullRequest(world: World, pullRequest: PullRequest): void {
  if (pullRequest.state === 'closed') return;
  pullRequest.state = 'closed';
  pullRequest.closedAt = world.now();
  pullRequest.autoMergeBy = undefined;
  dequeue(world, pullRequest, pullRequest.mergedAt === null ? 'MANUAL' : 'MERGE');
  markUpdated(world, pullRequest);
  const sender = pullRequest.mergedBy;
  announce(world, {
    kind: 'pull_request',
    action: 'closed',
    pullRequest,
    ...(sender && { sender }),
  });
}

/** Reopens a closed pull request; false when its branch is gone or it was merged. */
export async function reopenPullRequest(world: World, pullRequest: PullRequest): Promise<boolean> {
  const head = pullRequest.headRepository.branches.get(pullRequest.headBranch);
  if (head === undefined || pullRequest.mergedAt !== null) return false;
  pullRequest.headSha = head;
  await fetchHead(pullRequest);
  pullRequest.state = 'open';
  pullRequest.closedAt = null;
  markUpdated(world, pullRequest);
  announce(world, { kind: 'pull_request', action: 'reopened', pullRequest });
  return true;
}

/** Removes a pull request; the forge returns 404 for it from then on. */
export function deletePullRequest(world: World, pullRequest: PullRequest): void {
  pullRequest.repository.pullRequests.delete(pullRequest.number);
  world.revision += 1;
}

/** Fetches the head commit of a pull request into the target repository. */
export async function fetchHead(pullRequest: PullRequest): Promise<void> {
  const { repository, headRepository, headSha, number } = pullRequest;
  await fetchCommit(repository.directory, headRepository.directory, headSha);
  await writePullRequestRef(repository.directory, number, headSha);
}

/** A label by its name, optionally with colour and description. */
export type WantedLabel = string | { name: string; color?: string; description?: string };

const defaultColor = 'ededed';

/** Replaces the labels of a pull request. Labels that the repository lacks are created. */
export function setLabels(
  world: World,
  pullRequest: PullRequest,
  wanted: readonly WantedLabel[],
): void {
  const before = pullRequest.labels;
  const after = wanted.map((label) => ensureLabel(world, pullRequest.repository, label));
  pullRequest.labels = after;
  markUpdated(world, pullRequest);
  const announceLabel = (action: 'labeled' | 'unlabeled', label: Label) =>
    announce(world, { kind: 'pull_request', action, pullRequest, details: { label } });
  for (const label of before) if (!after.includes(label)) announceLabel('unlabeled', label);
  for (const label of after) if (!before.includes(label)) announceLabel('labeled', label);
}

function ensureLabel(world: World, repository: Repository, wanted: WantedLabel): Label {
  const { name, color, description } =
    typeof wanted === 'string'
      ? { name: wanted, color: undefined, description: undefined }
      : wanted;
  const key = name.toLowerCase();
  const label = repository.labels.get(key) ?? {
    id: takeId(world),
    name,
    color: defaultColor,
    description: '',
  };
  if (color !== undefined) label.color = color.replace(/^#/, '');
  if (description !== undefined) label.description = description;
  repository.labels.set(key, label);
  return label;
}
