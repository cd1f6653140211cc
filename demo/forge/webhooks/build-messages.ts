import { isAncestor, listCommits } from '../git/read-commits.ts';
import { toStatusJson } from '../rest/commit-json.ts';
import { toHookJson } from '../rest/hook-json.ts';
import { toCheckRunJson } from '../rest/review-json.ts';
import type { WorldEvent } from '../world/events.ts';
import type { Hook, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import type { World } from '../world/world.ts';
import { buildEnvelope, buildMessage, type Message } from './message.ts';
import {
  buildMergeGroupMessage,
  buildPullRequestMessage,
  buildReviewMessage,
  buildThreadMessage,
} from './pull-request-messages.ts';

/** Builds the webhook messages that GitHub sends for a change. */
export function buildMessages(world: World, event: WorldEvent): Message[] {
  switch (event.kind) {
    case 'pull_request':
      return [buildPullRequestMessage(world, event)];
    case 'review':
      return [buildReviewMessage(world, event)];
    case 'thread':
      return [buildThreadMessage(world, event)];
    case 'merge_group':
      return [buildMergeGroupMessage(world, event)];
    case 'branch':
      return buildBranchMessages(world, event);
    case 'check_run':
      return [buildCheckMessage(world, event)];
    case 'status':
      return [buildStatusMessage(world, event)];
  }
}

/** The repository whose hooks receive the event. */
export function getEventRepository(event: WorldEvent): Repository {
  return 'repository' in event ? event.repository : event.pullRequest.repository;
}

/** The ping that a new hook receives. */
export function buildPing(world: World, repository: Repository, hook: Hook): Message {
  return buildMessage('ping', repository, {
    zen: 'Responsive is better than fast.',
    hook_id: hook.id,
    hook: toHookJson(world, repository, hook),
    ...buildEnvelope(world, repository, repository.owner),
  });
}

function buildCheckMessage(
  world: World,
  { action, repository, run }: Extract<WorldEvent, { kind: 'check_run' }>,
): Message {
  return buildMessage('check_run', repository, {
    action,
    check_run: toCheckRunJson(world, repository, run),
    ...buildEnvelope(world, repository, repository.owner),
  });
}

function buildStatusMessage(
  world: World,
  { repository, commit, status }: Extract<WorldEvent, { kind: 'status' }>,
): Message {
  const branches = [...repository.branches].filter(([, sha]) => sha === commit);
  return buildMessage('status', repository, {
    ...toStatusJson(world, repository, commit, status),
    sha: commit,
    name: toFullName(repository),
    branches: branches.map(([name, sha]) => ({ name, commit: { sha }, protected: false })),
    ...buildEnvelope(world, repository, status.creator),
  });
}

type BranchEvent = Extract<WorldEvent, { kind: 'branch' }>;

const zeroSha = '0'.repeat(40);
const maxCommits = 20;

/** A created or deleted branch causes two events: `create` or `delete`, and `push`. */
function buildBranchMessages(world: World, event: BranchEvent): Message[] {
  const { before, after } = event.moved;
  const push = buildPushMessage(world, event);
  if (before === undefined) return [buildRefMessage(world, event, 'create'), push];
  return after === undefined ? [buildRefMessage(world, event, 'delete'), push] : [push];
}

function buildRefMessage(world: World, event: BranchEvent, name: 'create' | 'delete'): Message {
  const { repository, moved, sender } = event;
  const { defaultBranch, description } = repository;
  return buildMessage(name, repository, {
    ref: moved.branch,
    ref_type: 'branch',
    ...(name === 'create' && { master_branch: defaultBranch, description }),
    pusher_type: 'user',
    ...buildEnvelope(world, repository, sender),
  });
}

function buildPushMessage(world: World, { repository, moved, sender }: BranchEvent): Message {
  const { branch, before, after } = moved;
  const envelope = buildEnvelope(world, repository, sender);
  const payload = {
    ref: `refs/heads/${branch}`,
    before: before ?? zeroSha,
    after: after ?? zeroSha,
    created: before === undefined,
    deleted: after === undefined,
    forced: false,
    base_ref: null,
    compare: buildCompareUrl(
      world,
      repository,
      before ?? repository.defaultBranch,
      after ?? branch,
    ),
    commits: [] as unknown[],
    head_commit: null as unknown,
    pusher: { name: sender.login, email: sender.email },
    ...envelope,
    // A push formats the owner and the instants of its repository differently.
    repository: {
      ...envelope.repository,
      owner: { ...envelope.repository.owner, name: repository.owner.login },
      created_at: toSeconds(repository.createdAt),
      pushed_at: toSeconds(repository.pushedAt),
      master_branch: repository.defaultBranch,
    },
  };
  const start = before ?? repository.branches.get(repository.defaultBranch);
  return {
    event: 'push',
    action: null,
    repository,
    payload,
    complete: async () => {
      if (after === undefined) return payload;
      const commits = await listPushed(world, repository, start, after);
      const forced =
        before !== undefined && !(await isAncestor(repository.directory, before, after));
      return { ...payload, forced, commits, head_commit: commits.at(-1) ?? null };
    },
  };
}

async function listPushed(
  world: World,
  repository: Repository,
  start: string | undefined,
  after: string,
) {
  const range = start === undefined || start === after ? after : `${start}..${after}`;
  const commits = await listCommits(repository.directory, range, maxCommits);
  return commits.map((commit) => ({
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committedAt,
    url: `${world.webBaseUrl}/${toFullName(repository)}/commit/${commit.sha}`,
    author: { name: commit.authorName, email: commit.authorEmail },
    committer: { name: commit.committerName, email: commit.committerEmail },
    added: [],
    removed: [],
    modified: [],
  }));
}

function buildCompareUrl(
  world: World,
  repository: Repository,
  before: string,
  after: string,
): string {
  const range = [before, after].map(encodeURIComponent).join('...');
  return `${world.webBaseUrl}/${toFullName(repository)}/compare/${range}`;
}

function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
