import { toAccountJson } from '../rest/account-json.ts';
import {
  countChanges,
  toLabelJson,
  toMergeJson,
  toPullRequestJson,
  toTeamJson,
} from '../rest/pull-request-json.ts';
import { toCommentJson, toReviewJson } from '../rest/review-json.ts';
import type { PullRequestEventDetails, WorldEvent } from '../world/events.ts';
import type { PullRequest } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { buildEnvelope, buildMessage, type Message } from './message.ts';

type EventOf<Kind extends WorldEvent['kind']> = Extract<WorldEvent, { kind: Kind }>;

/** GitHub computes mergeability later, so deliveries do not contain it. */
const unknown = { mergeable: null, state: 'unknown' } as const;

/** `pull_request`, with the full pull request. */
export function buildPullRequestMessage(world: World, event: EventOf<'pull_request'>): Message {
  const { action, pullRequest, sender = pullRequest.author, details = {} } = event;
  const { repository, number } = pullRequest;
  const simple = {
    ...toPullRequestJson(world, pullRequest),
    ...toMergeJson(world, pullRequest, unknown),
  };
  const payload = {
    action,
    number,
    pull_request: simple,
    ...buildDetailsJson(world, pullRequest, details),
    ...buildEnvelope(world, repository, sender),
  };
  const snapshot = { ...pullRequest };
  return {
    event: 'pull_request',
    action,
    repository,
    payload,
    complete: async () => {
      const counts = await countChanges(world, snapshot);
      return { ...payload, pull_request: { ...simple, ...counts } };
    },
  };
}

/** `pull_request_review`, with a pull request without counts. */
export function buildReviewMessage(world: World, event: EventOf<'review'>): Message {
  const { action, pullRequest, review } = event;
  const shown = toReviewJson(world, pullRequest, review);
  return buildMessage('pull_request_review', pullRequest.repository, {
    action,
    review: { ...shown, state: shown.state.toLowerCase() },
    pull_request: toPullRequestJson(world, pullRequest),
    ...buildEnvelope(world, pullRequest.repository, review.author),
  });
}

/** A new thread causes a comment event, and a resolved or unresolved one a thread event. */
export function buildThreadMessage(world: World, event: EventOf<'thread'>): Message {
  const { action, pullRequest, thread } = event;
  const comment = toCommentJson(world, pullRequest, thread);
  const common = {
    pull_request: toPullRequestJson(world, pullRequest),
    ...buildEnvelope(world, pullRequest.repository, thread.resolvedBy ?? thread.author),
  };
  const { repository } = pullRequest;
  if (action === 'opened') {
    const payload = { action: 'created', comment, ...common };
    return buildMessage('pull_request_review_comment', repository, payload);
  }
  const shown = { node_id: `PRRT_${thread.id}`, comments: [comment] };
  const payload = { action, thread: shown, ...common };
  return buildMessage('pull_request_review_thread', repository, payload);
}

/** `merge_group`: the queue created or destroyed the merge commit of this pull request. */
export function buildMergeGroupMessage(world: World, event: EventOf<'merge_group'>): Message {
  const { action, pullRequest, entry } = event;
  const { repository, baseBranch, baseSha, headSha, number } = pullRequest;
  const group = {
    head_sha: headSha,
    head_ref: `refs/heads/gh-readonly-queue/${baseBranch}/pr-${number}-${baseSha}`,
    base_sha: baseSha,
    base_ref: `refs/heads/${baseBranch}`,
    head_commit: null,
  };
  return buildMessage('merge_group', repository, {
    action,
    merge_group: group,
    ...buildEnvelope(world, repository, entry.by),
  });
}

function buildDetailsJson(
  world: World,
  { repository }: PullRequest,
  details: PullRequestEventDetails,
) {
  const { label, reviewer, team, ...fields } = details;
  return {
    ...fields,
    ...(label && { label: toLabelJson(world, repository, label) }),
    ...(reviewer && { requested_reviewer: toAccountJson(world, reviewer) }),
    ...(team !== undefined && { requested_team: toTeamJson(world, repository.owner, team) }),
  };
}
