import { mayPush } from '../world/accounts.ts';
import { mergePullRequest } from '../world/merge-pull-request.ts';
import {
  changePullRequest,
  closePullRequest,
  openPullRequest,
  reopenPullRequest,
} from '../world/pull-requests.ts';
import type { Account, PullRequest } from '../world/records.ts';
import { submitReview } from '../world/reviews.ts';
import type { World } from '../world/world.ts';
import {
  createNotFoundError,
  createUnprocessableError,
  findPullRequestNode,
  findRepositoryNode,
  type GraphqlNode,
  type Nodes,
} from './nodes.ts';

interface CreateInput {
  repositoryId: string;
  baseRefName: string;
  headRefName: string;
  title: string;
  body?: string | null;
  draft?: boolean | null;
}

interface UpdateInput {
  pullRequestId: string;
  title?: string | null;
  body?: string | null;
  state?: 'OPEN' | 'CLOSED' | null;
}

interface ReviewInput {
  pullRequestId: string;
  event?: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT' | null;
  body?: string | null;
}

const stateOfEvent = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

type Input<T = object> = { input: T & { pullRequestId: string } };

/** The mutations clients need to open and drive pull requests. */
export function createMutations(nodes: Nodes) {
  const { world, viewer } = nodes;
  const change = async (
    { input }: Input,
    apply: (pullRequest: PullRequest) => unknown,
  ): Promise<{ pullRequest: GraphqlNode }> => {
    const pullRequest = getWritable(world, viewer, input.pullRequestId);
    await apply(pullRequest);
    return { pullRequest: nodes.toPullRequest(pullRequest) };
  };
  return {
    createPullRequest: ({ input }: { input: CreateInput }) => create(nodes, input),
    closePullRequest: (args: Input) => change(args, (pull) => closePullRequest(world, pull)),
    reopenPullRequest: (args: Input) => change(args, (pull) => reopenPullRequest(world, pull)),
    markPullRequestReadyForReview: (args: Input) =>
      change(args, (pull) => changePullRequest(world, pull, { draft: false })),
    convertPullRequestToDraft: (args: Input) =>
      change(args, (pull) => changePullRequest(world, pull, { draft: true })),
    updatePullRequest: (args: Input<UpdateInput>) =>
      change(args, (pull) => update(world, pull, args.input)),
    mergePullRequest: (args: Input<{ mergeMethod?: string | null }>) =>
      change(args, (pull) => merge(world, viewer, pull, args.input.mergeMethod)),
    addPullRequestReview: ({ input }: { input: ReviewInput }) => review(world, viewer, input),
  };
}

async function create(nodes: Nodes, input: CreateInput) {
  const { world, viewer } = nodes;
  const repository = findRepositoryNode(world, viewer, input.repositoryId);
  if (repository === undefined) throw createNotFoundError('Could not resolve to a Repository.');
  const opened = await openPullRequest(world, {
    repository,
    author: viewer,
    title: input.title,
    body: input.body ?? '',
    head: input.headRefName,
    base: input.baseRefName.replace(/^refs\/heads\//, ''),
    draft: input.draft ?? false,
  });
  switch (opened.kind) {
    case 'opened':
      return { pullRequest: nodes.toPullRequest(opened.pullRequest) };
    case 'refused':
      throw createUnprocessableError(opened.message);
    case 'invalid':
      throw createUnprocessableError(`${opened.field === 'head' ? 'Head' : 'Base'} ref is invalid`);
  }
}

async function update(world: World, pullRequest: PullRequest, input: UpdateInput): Promise<void> {
  changePullRequest(world, pullRequest, {
    ...(input.title != null && { title: input.title }),
    ...(input.body != null && { body: input.body }),
  });
  if (input.state === 'CLOSED') closePullRequest(world, pullRequest);
  if (input.state === 'OPEN') await reopenPullRequest(world, pullRequest);
}

async function merge(
  world: World,
  viewer: Account,
  pullRequest: PullRequest,
  method: string | null | undefined,
): Promise<void> {
  const how = method === 'SQUASH' ? 'squash' : 'merge';
  const merged = await mergePullRequest(world, pullRequest, viewer, how);
  if (!merged) throw createUnprocessableError('Pull Request is not mergeable');
}

function review(world: World, viewer: Account, input: ReviewInput) {
  const pullRequest = findPullRequestNode(world, viewer, input.pullRequestId);
  if (pullRequest === undefined) throw createNotFoundError('Could not resolve to a PullRequest.');
  const state = stateOfEvent[input.event ?? 'COMMENT'];
  if (pullRequest.author === viewer && state !== 'COMMENTED') {
    throw createUnprocessableError('Can not review your own pull request');
  }
  const { id } = submitReview(world, pullRequest, {
    author: viewer,
    state,
    body: input.body ?? '',
  });
  return { pullRequestReview: { id: `PRR_${id}`, state } };
}

function getWritable(world: World, viewer: Account, id: string): PullRequest {
  const pullRequest = findPullRequestNode(world, viewer, id);
  if (pullRequest === undefined) throw createNotFoundError('Could not resolve to a PullRequest.');
  const allowed = pullRequest.author === viewer || mayPush(pullRequest.repository, viewer);
  if (!allowed) throw createUnprocessableError('Must have write access to the repository.');
  return pullRequest;
}
