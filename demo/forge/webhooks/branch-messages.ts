import { listCommits } from '../git/read-commits.ts';
import { runGit } from '../git/run-git.ts';
import { type WorldEvent } from '../world/events.ts';
import { type Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { type World } from '../world/world.ts';
import { type Message, toEnvelope, toPlainMessage } from './message.ts';

type BranchEvent = Extract<WorldEvent, { kind: 'branch' }>;

const nowhere = '0'.repeat(40);
const mostCommits = 20;

/** A created or deleted branch causes two events: its own, and a push. */
export function toBranchMessages(world: World, event: BranchEvent): Message[] {
  const { before, after } = event.moved;
  const push = toPushMessage(world, event);
  if (before === undefined) return [toRefMessage(world, event, 'create'), push];
  return after === undefined ? [toRefMessage(world, event, 'delete'), push] : [push];
}

function toRefMessage(world: World, event: BranchEvent, name: 'create' | 'delete'): Message {
  const { repository, moved, sender } = event;
  const { defaultBranch, description } = repository;
  return toPlainMessage(name, repository, {
    ref: moved.branch,
    ref_type: 'branch',
    ...(name === 'create' && { master_branch: defaultBranch, description }),
    pusher_type: 'user',
    ...toEnvelope(world, repository, sender),
  });
}

function toPushMessage(world: World, { repository, moved, sender }: BranchEvent): Message {
  const { branch, before, after } = moved;
  const envelope = toEnvelope(world, repository, sender);
  const payload = {
    ref: `refs/heads/${branch}`,
    before: before ?? nowhere,
    after: after ?? nowhere,
    created: before === undefined,
    deleted: after === undefined,
    forced: false,
    base_ref: null,
    compare: toCompareUrl(world, repository, before ?? repository.defaultBranch, after ?? branch),
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
      const forced = before !== undefined && !(await isAncestor(repository, before, after));
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
  const commits = await listCommits(repository.directory, range, mostCommits);
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

async function isAncestor(repository: Repository, before: string, after: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', before, after];
  return (await runGit(repository.directory, args)).exitCode === 0;
}

function toCompareUrl(world: World, repository: Repository, before: string, after: string): string {
  const range = [before, after].map(encodeURIComponent).join('...');
  return `${world.webBaseUrl}/${toFullName(repository)}/compare/${range}`;
}

function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
