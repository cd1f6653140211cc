import { bringCommit } from '../git/bare-repository.ts';
import { findComparison } from './comparisons.ts';
import { adoptHead } from './pull-requests.ts';
import type { Account, PullRequest, Repository } from './records.ts';
import { findInNetwork } from './repositories.ts';
import { announce, takeId, type World } from './world.ts';

/** A pull request somebody wants to open; `head` is `branch` or `owner:branch`. */
export interface NewPullRequest {
  repository: Repository;
  author: Account;
  title: string;
  body: string;
  head: string;
  base: string;
  draft: boolean;
}

/** What GitHub answers to an attempt: the pull request, or why not. */
export type Opened =
  | { kind: 'opened'; pullRequest: PullRequest }
  | { kind: 'invalid'; field: 'base' | 'head' | 'title' }
  | { kind: 'refused'; message: string };

/** Opens a pull request, after the checks GitHub makes. */
export async function openPullRequest(world: World, wanted: NewPullRequest): Promise<Opened> {
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
  await bringCommit(repository.directory, head.repository.directory, head.sha);
  const comparison = await findComparison(world, repository, baseSha, head.sha);
  if (comparison === undefined || comparison.ahead === 0) {
    const message = `No commits between ${wanted.base} and ${wanted.head}`;
    return { kind: 'refused', message };
  }
  const pullRequest = toPullRequest(world, wanted, head, baseSha);
  await adoptHead(pullRequest);
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

function toPullRequest(
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
    ...toUntouched(),
  };
}

/** The initial state of a pull request. */
export function toUntouched() {
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
