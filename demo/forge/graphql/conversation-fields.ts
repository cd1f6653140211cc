import { toInstant } from '../rest/to-repository.ts';
import type { Label } from '../world/labels.ts';
import { toFullName } from '../world/repositories.ts';
import type { ReviewThread } from '../world/review-threads.ts';
import type { PullRequest, World } from '../world/world.ts';
import { toAccountNode } from './account-node.ts';
import { type ConnectionArguments, toConnection } from './connection.ts';

/** The fields of a pull request that tell what people say of it and want of each other. */
export function toConversationFields(world: World, pullRequest: PullRequest) {
  const { labels, threads, requestedReviewers, requestedTeams } = pullRequest;
  return {
    labels: (asked: ConnectionArguments) =>
      toConnection(
        labels.map((label) => toLabelNode(world, pullRequest, label)),
        asked,
      ),
    reviewThreads: (asked: ConnectionArguments) =>
      toConnection(
        threads.map((thread) => toThreadNode(world, pullRequest, thread)),
        asked,
      ),
    reviewRequests: (asked: ConnectionArguments) => {
      const reviewers = [
        ...[...requestedReviewers].map((account) => toAccountNode(world, account)),
        ...[...requestedTeams].map((slug) => toTeamNode(world, pullRequest, slug)),
      ];
      return toConnection(
        reviewers.map((requestedReviewer) => ({
          __typename: 'ReviewRequest',
          id: `RR_${pullRequest.id}_${requestedReviewer.id}`,
          asCodeOwner: false,
          requestedReviewer,
        })),
        asked,
      );
    },
  };
}

function toLabelNode(world: World, { repository }: PullRequest, label: Label) {
  const path = `/${toFullName(repository)}/labels/${encodeURIComponent(label.name)}`;
  return {
    __typename: 'Label',
    id: `LA_${label.id}`,
    name: label.name,
    color: label.color,
    description: label.description,
    isDefault: false,
    url: `${world.webBaseUrl}${path}`,
    resourcePath: path,
  };
}

function toTeamNode(world: World, { repository }: PullRequest, slug: string) {
  const path = `/orgs/${repository.owner.login}/teams/${slug}`;
  return {
    __typename: 'Team',
    id: `T_${slug}`,
    name: slug,
    slug,
    combinedSlug: `${repository.owner.login}/${slug}`,
    url: `${world.webBaseUrl}${path}`,
    resourcePath: path,
  };
}

function toThreadNode(world: World, pullRequest: PullRequest, thread: ReviewThread) {
  const { id, author, body, path, line, createdAt, resolvedBy } = thread;
  const comment = {
    __typename: 'PullRequestReviewComment',
    id: `PRRC_${id}`,
    databaseId: id,
    body,
    path,
    createdAt: toInstant(createdAt),
    url: `${world.webBaseUrl}/${toFullName(pullRequest.repository)}/pull/${pullRequest.number}#discussion_r${id}`,
    diffHunk: thread.hunk,
    author: () => toAccountNode(world, author),
  };
  return {
    __typename: 'PullRequestReviewThread',
    id: `PRRT_${id}`,
    path,
    line,
    startLine: thread.startLine,
    diffSide: thread.side,
    startDiffSide: thread.startLine === null ? null : thread.side,
    subjectType: 'LINE',
    isResolved: resolvedBy !== undefined,
    isOutdated: thread.commit !== pullRequest.headSha,
    isCollapsed: resolvedBy !== undefined,
    resolvedBy: () => (resolvedBy === undefined ? null : toAccountNode(world, resolvedBy)),
    comments: (asked: ConnectionArguments) => toConnection([comment], asked),
  };
}
