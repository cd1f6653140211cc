import { toStatusJson } from '../rest/to-commit.ts';
import { toHookJson } from '../rest/to-hook.ts';
import { toCheckRunJson } from '../rest/to-review.ts';
import type { WorldEvent } from '../world/events.ts';
import type { Hook, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import type { World } from '../world/world.ts';
import { toBranchMessages } from './branch-messages.ts';
import { type Message, toEnvelope, toPlainMessage } from './message.ts';
import {
  toMergeGroupMessage,
  toPullRequestMessage,
  toReviewMessage,
  toThreadMessage,
} from './pull-request-messages.ts';

/** The webhook events GitHub sends for a change. */
export function toMessages(world: World, event: WorldEvent): Message[] {
  switch (event.kind) {
    case 'pull_request':
      return [toPullRequestMessage(world, event)];
    case 'review':
      return [toReviewMessage(world, event)];
    case 'thread':
      return [toThreadMessage(world, event)];
    case 'merge_group':
      return [toMergeGroupMessage(world, event)];
    case 'branch':
      return toBranchMessages(world, event);
    case 'check_run':
      return [toCheckMessage(world, event)];
    case 'status':
      return [toStatusMessage(world, event)];
  }
}

/** The repository whose hooks receive the event. */
export function toRepository(event: WorldEvent): Repository {
  return 'repository' in event ? event.repository : event.pullRequest.repository;
}

/** The ping that a new hook receives. */
export function toPing(world: World, repository: Repository, hook: Hook): Message {
  return toPlainMessage('ping', repository, {
    zen: 'Responsive is better than fast.',
    hook_id: hook.id,
    hook: toHookJson(world, repository, hook),
    ...toEnvelope(world, repository, repository.owner),
  });
}

function toCheckMessage(
  world: World,
  { action, repository, run }: Extract<WorldEvent, { kind: 'check_run' }>,
): Message {
  return toPlainMessage('check_run', repository, {
    action,
    check_run: toCheckRunJson(world, repository, run),
    ...toEnvelope(world, repository, repository.owner),
  });
}

function toStatusMessage(
  world: World,
  { repository, commit, status }: Extract<WorldEvent, { kind: 'status' }>,
): Message {
  const branches = [...repository.branches].filter(([, sha]) => sha === commit);
  return toPlainMessage('status', repository, {
    ...toStatusJson(world, repository, commit, status),
    sha: commit,
    name: toFullName(repository),
    branches: branches.map(([name, sha]) => ({ name, commit: { sha }, protected: false })),
    ...toEnvelope(world, repository, status.creator),
  });
}
