import { listCommits } from '../git/read-commits.ts';
import { formatInstant } from '../http/response.ts';
import { mayPush } from '../world/accounts.ts';
import { getPullRequestComparison } from '../world/comparisons.ts';
import { findQueuePosition, readMergeability } from '../world/merge-state.ts';
import type { PullRequest } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import type { World } from '../world/world.ts';
import { toCommitDetailsNode, toCommitNode, toRollupNode } from './commit-node.ts';
import { type ConnectionArguments, toConnection } from './connection.ts';
import { buildConversationFields, buildReviewFields } from './conversation-fields.ts';
import { type GraphqlNode, memoize, type Nodes, toAccountNode } from './nodes.ts';

/** A pull request, as GraphQL shows it. */
export function toPullRequestNode(nodes: Nodes, pullRequest: PullRequest): GraphqlNode {
  const { world, viewer } = nodes;
  return {
    ...buildBasicFields(world, pullRequest),
    ...buildBranchFields(nodes, pullRequest),
    ...buildChangeFields(world, pullRequest),
    ...buildReviewFields(world, pullRequest),
    ...buildConversationFields(world, pullRequest),
    ...buildMergeFields(world, pullRequest),
    author: () => toAccountNode(world, pullRequest.author),
    mergedBy: () => pullRequest.mergedBy && toAccountNode(world, pullRequest.mergedBy),
    viewerCanUpdate: mayPush(pullRequest.repository, viewer) || pullRequest.author === viewer,
    viewerDidAuthor: pullRequest.author === viewer,
  };
}

function buildBasicFields(world: World, pullRequest: PullRequest) {
  const { number, title, body, closedAt, mergedAt } = pullRequest;
  const path = `/${toFullName(pullRequest.repository)}/pull/${number}`;
  return {
    __typename: 'PullRequest',
    number,
    title,
    body,
    bodyText: body,
    id: `PR_${pullRequest.id}`,
    databaseId: pullRequest.id,
    fullDatabaseId: String(pullRequest.id),
    url: `${world.webBaseUrl}${path}`,
    permalink: `${world.webBaseUrl}${path}`,
    resourcePath: path,
    state: getState(pullRequest),
    isDraft: pullRequest.draft,
    closed: pullRequest.state === 'closed',
    merged: mergedAt !== null,
    createdAt: formatInstant(pullRequest.createdAt),
    updatedAt: formatInstant(pullRequest.updatedAt),
    closedAt: closedAt && formatInstant(closedAt),
    mergedAt: mergedAt && formatInstant(mergedAt),
    authorAssociation: 'MEMBER',
  };
}

function buildBranchFields(nodes: Nodes, pullRequest: PullRequest) {
  const { repository, headRepository, headBranch, baseBranch } = pullRequest;
  return {
    baseRefName: baseBranch,
    baseRefOid: pullRequest.baseSha,
    headRefName: headBranch,
    headRefOid: pullRequest.headSha,
    isCrossRepository: headRepository !== repository,
    maintainerCanModify: headRepository !== repository,
    baseRef: () => nodes.toRef(repository, baseBranch),
    headRef: () => nodes.toRef(headRepository, headBranch),
    repository: () => nodes.toRepository(repository),
    baseRepository: () => nodes.toRepository(repository),
    headRepository: () => (headRepository.isDeleted ? null : nodes.toRepository(headRepository)),
    headRepositoryOwner: () => toAccountNode(nodes.world, headRepository.owner),
  };
}

function buildChangeFields(world: World, pullRequest: PullRequest) {
  const { repository, headSha, mergeCommitSha } = pullRequest;
  const compare = () => getPullRequestComparison(world, pullRequest);
  const read = memoize(() => readMergeability(world, pullRequest));
  return {
    additions: async () => (await compare()).additions,
    deletions: async () => (await compare()).deletions,
    changedFiles: async () => (await compare()).files.length,
    files: async (args: ConnectionArguments) => {
      const { files } = await compare();
      return toConnection(
        files.map(({ path, additions, deletions }) => ({ path, additions, deletions })),
        args,
      );
    },
    commits: (args: ConnectionArguments) => listCommitNodes(world, pullRequest, args),
    statusCheckRollup: () => toRollupNode(world, repository, headSha),
    mergeCommit: () => mergeCommitSha && toCommitNode(world, repository, mergeCommitSha),
    mergeable: async () => toMergeable((await read()).mergeable),
    mergeStateStatus: async () => (await read()).state.toUpperCase(),
  };
}

/** Clients usually request `last: 1`, which needs no list of commits from git. */
async function listCommitNodes(world: World, pullRequest: PullRequest, args: ConnectionArguments) {
  const { repository, baseSha, headSha } = pullRequest;
  const { ahead } = await getPullRequestComparison(world, pullRequest);
  if (args.last === 1) {
    const commit = toCommitNode(world, repository, headSha);
    const node = { __typename: 'PullRequestCommit', id: `PRC_${headSha}`, commit };
    return { ...toConnection([node]), totalCount: ahead };
  }
  const commits = await listCommits(repository.directory, `${baseSha}..${headSha}`, 250);
  const nodes = commits.map((details) => ({
    __typename: 'PullRequestCommit',
    id: `PRC_${details.sha}`,
    commit: toCommitDetailsNode(world, repository, details),
  }));
  return { ...toConnection(nodes, args), totalCount: ahead };
}

function toMergeable(mergeable: boolean | null): 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN' {
  if (mergeable === null) return 'UNKNOWN';
  return mergeable ? 'MERGEABLE' : 'CONFLICTING';
}

/** The pull request fields about merging. */
function buildMergeFields(world: World, pullRequest: PullRequest) {
  const { autoMergeBy, queueEntry } = pullRequest;
  return {
    isInMergeQueue: queueEntry !== undefined,
    isMergeQueueEnabled: queueEntry !== undefined,
    autoMergeRequest: autoMergeBy && {
      __typename: 'AutoMergeRequest',
      enabledAt: formatInstant(pullRequest.updatedAt),
      enabledBy: () => toAccountNode(world, autoMergeBy),
      mergeMethod: 'MERGE',
    },
    mergeQueueEntry: () =>
      queueEntry && {
        __typename: 'MergeQueueEntry',
        id: `MQE_${queueEntry.id}`,
        position: findQueuePosition(pullRequest),
        state: 'AWAITING_CHECKS',
        enqueuedAt: formatInstant(queueEntry.enqueuedAt),
        enqueuer: () => toAccountNode(world, queueEntry.by),
        jump: false,
        solo: false,
      },
  };
}

/** GitHub's names for the state of a pull request. */
export type PullRequestState = 'OPEN' | 'CLOSED' | 'MERGED';

/** GraphQL has merged as a separate state. */
export function getState(pullRequest: PullRequest): PullRequestState {
  if (pullRequest.mergedAt !== null) return 'MERGED';
  return pullRequest.state === 'open' ? 'OPEN' : 'CLOSED';
}
