import { toAccountJson } from '../rest/to-account.ts';
import {
  countChanges,
  toLabelJson,
  toMergeJson,
  toPullRequestJson,
  toTeamJson,
} from '../rest/to-pull-request.ts';
import { toCommentJson, toReviewJson } from '../rest/to-review.ts';
import type { PullRequestMore, WorldEvent } from '../world/events.ts';
import type { PullRequest } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { type Message, toEnvelope, toPlainMessage } from './message.ts';

type EventOf<Kind extends WorldEvent['kind']> = Extract<WorldEvent, { kind: Kind }>;

/** GitHub computes mergeability later: no delivery knows it. */
const unknown = { mergeable: null, state: 'unknown' } as const;

/** `pull_request`: the pull request as its own resource shows it. */
export function toPullRequestMessage(world: World, event: EventOf<'pull_request'>): Message {
  const { action, pullRequest, sender = pullRequest.author, more = {} } = event;
  const { repository, number } = pullRequest;
  const simple = {
    ...toPullRequestJson(world, pullRequest),
    ...toMergeJson(world, pullRequest, unknown),
  };
  const payload = {
    action,
    number,
    pull_request: simple,
    ...toMoreJson(world, pullRequest, more),
    ...toEnvelope(world, repository, sender),
  };
  const then = { ...pullRequest };
  return {
    event: 'pull_request',
    action,
    repository,
    payload,
    complete: async () => {
      const counts = await countChanges(world, then);
      return { ...payload, pull_request: { ...simple, ...counts } };
    },
  };
}

/** `pull_request_review`, whose pull request comes without counts. */
export function toReviewMessage(world: World, event: EventOf<'review'>): Message {
  const { action, pullRequest, review } = event;
  const shown = toReviewJson(world, pullRequest, review);
  return toPlainMessage('pull_request_review', pullRequest.repository, {
    action,
    review: { ...shown, state: shown.state.toLowerCase() },
    pull_request: toPullRequestJson(world, pullRequest),
    ...toEnvelope(world, pullRequest.repository, review.author),
  });
}

/** A thread starts with a comment event; the thread event comes only when it is resolved. */
export function toThreadMessage(world: World, event: EventOf<'thread'>): Message {
  const { action, pullRequest, thread } = event;
  const comment = toCommentJson(world, pullRequest, thread);
  const common = {
    pull_request: toPullRequestJson(world, pullRequest),
    ...toEnvelope(world, pullRequest.repository, thread.resolvedBy ?? thread.author),
  };
  const { repository } = pullRequest;
  if (action === 'opened') {
    const payload = { action: 'created', comment, ...common };
    return toPlainMessage('pull_request_review_comment', repository, payload);
  }
  const shown = { node_id: `PRRT_${thread.id}`, comments: [comment] };
  const payload = { action, thread: shown, ...common };
  return toPlainMessage('pull_request_review_thread', repository, payload);
}

/** `merge_group`: the queue has, or no longer has, a commit that merges this pull request. */
export function toMergeGroupMessage(world: World, event: EventOf<'merge_group'>): Message {
  const { action, pullRequest, entry } = event;
  const { repository, baseBranch, baseSha, headSha, number } = pullRequest;
  const group = {
    head_sha: headSha,
    head_ref: `refs/heads/gh-readonly-queue/${baseBranch}/pr-${number}-${baseSha}`,
    base_sha: baseSha,
    base_ref: `refs/heads/${baseBranch}`,
    head_commit: null,
  };
  return toPlainMessage('merge_group', repository, {
    action,
    merge_group: group,
    ...toEnvelope(world, repository, entry.by),
  });
}

function toMoreJson(world: World, { repository }: PullRequest, more: PullRequestMore) {
  const { label, reviewer, team, ...fields } = more;
  return {
    ...fields,
    ...(label && { label: toLabelJson(world, repository, label) }),
    ...(reviewer && { requested_reviewer: toAccountJson(world, reviewer) }),
    ...(team !== undefined && { requested_team: toTeamJson(world, repository.owner, team) }),
  };
}
