import { formatInstant } from '../http/response.ts';
import { findReviewDecision } from '../world/merge-state.ts';
import type { Label, PullRequest, Review, ReviewState, ReviewThread } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { listLatestVerdicts } from '../world/reviews.ts';
import type { World } from '../world/world.ts';
import { type ConnectionArguments, toConnection } from './connection.ts';
import { toAccountNode } from './nodes.ts';

/** The pull request fields about labels, threads and requested reviews. */
export function buildConversationFields(world: World, pullRequest: PullRequest) {
  const { labels, threads, requestedReviewers, requestedTeams } = pullRequest;
  return {
    labels: (args: ConnectionArguments) =>
      toConnection(
        labels.map((label) => toLabelNode(world, pullRequest, label)),
        args,
      ),
    reviewThreads: (args: ConnectionArguments) =>
      toConnection(
        threads.map((thread) => toThreadNode(world, pullRequest, thread)),
        args,
      ),
    // The demo forge has no comments apart from threads.
    comments: (args: ConnectionArguments) => toConnection([], args),
    reviewRequests: (args: ConnectionArguments) => {
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
        args,
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
  const { id, path, resolvedBy } = thread;
  const comments = [thread, ...thread.replies].map((comment) => ({
    __typename: 'PullRequestReviewComment',
    id: `PRRC_${comment.id}`,
    databaseId: comment.id,
    body: comment.body,
    path,
    createdAt: formatInstant(comment.createdAt),
    lastEditedAt: null,
    state: 'SUBMITTED',
    originalCommit: { oid: thread.commit },
    url: `${world.webBaseUrl}/${toFullName(pullRequest.repository)}/pull/${pullRequest.number}#discussion_r${comment.id}`,
    diffHunk: thread.hunk,
    author: () => toAccountNode(world, comment.author),
  }));
  const isOutdated = thread.commit !== pullRequest.headSha;
  return {
    __typename: 'PullRequestReviewThread',
    id: `PRRT_${id}`,
    path,
    line: isOutdated ? null : thread.line,
    startLine: isOutdated ? null : thread.startLine,
    originalLine: thread.line,
    originalStartLine: thread.startLine,
    diffSide: thread.side,
    startDiffSide: thread.startLine === null ? null : thread.side,
    subjectType: 'LINE',
    isResolved: resolvedBy !== undefined,
    isOutdated,
    isCollapsed: resolvedBy !== undefined,
    resolvedBy: () => (resolvedBy === undefined ? null : toAccountNode(world, resolvedBy)),
    comments: (args: ConnectionArguments) => toConnection(comments, args),
  };
}

interface ReviewArguments extends ConnectionArguments {
  states?: readonly ReviewState[] | null;
  author?: string | null;
}

/** The pull request fields about reviews. */
export function buildReviewFields(world: World, pullRequest: PullRequest) {
  const toNodes = (reviews: readonly Review[]) =>
    reviews.map((review) => toReviewNode(world, pullRequest, review));
  return {
    reviewDecision: findReviewDecision(pullRequest) ?? null,
    reviews: (args: ReviewArguments) =>
      toConnection(toNodes(pullRequest.reviews.filter(createFilter(args))), args),
    latestReviews: (args: ConnectionArguments) =>
      toConnection(toNodes(listLatest(pullRequest)), args),
    latestOpinionatedReviews: (args: ConnectionArguments) =>
      toConnection(toNodes(listLatestVerdicts(pullRequest)), args),
  };
}

function toReviewNode(world: World, pullRequest: PullRequest, review: Review) {
  const path = `/${toFullName(pullRequest.repository)}/pull/${pullRequest.number}`;
  return {
    __typename: 'PullRequestReview',
    id: `PRR_${review.id}`,
    databaseId: review.id,
    state: review.state,
    body: review.body,
    url: `${world.webBaseUrl}${path}#pullrequestreview-${review.id}`,
    submittedAt: formatInstant(review.submittedAt),
    createdAt: formatInstant(review.submittedAt),
    authorAssociation: 'MEMBER',
    author: () => toAccountNode(world, review.author),
    commit: { oid: review.commit },
  };
}

function listLatest(pullRequest: PullRequest): Review[] {
  return [...new Map(pullRequest.reviews.map((review) => [review.author, review])).values()];
}

function createFilter({ states, author }: ReviewArguments): (review: Review) => boolean {
  return (review) =>
    (states == null || states.includes(review.state)) &&
    (author == null || review.author.login === author);
}
