import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { adminToken, askpass, program } from './afterpush-process.ts';
import { sshdProblem } from './loopback-sshd.ts';
import type { PushWorld } from './push-world.ts';

const execute = promisify(execFile);

/** One way in which people and agents push. */
export interface PushWay {
  name: string;
  /** Why it cannot be used on this machine. */
  problem: string | undefined;
  /** Pushes a commit to a new branch of the repository. Returns the commit. */
  push(world: PushWorld, branch: string): Promise<string>;
}

const isInstalled = (name: string) => spawnSync(name, ['--version']).status === 0;
const ghProblem = isInstalled('gh') ? undefined : 'gh is not installed';
const scriptProblem = isInstalled('script') ? undefined : 'script of util-linux is not installed';

export const pushWays: readonly PushWay[] = [
  {
    name: 'HTTPS with askpass',
    problem: undefined,
    async push(world, branch) {
      const { client, url } = world.server;
      const { id } = await client.createChat({ title: branch });
      const { token } = await client.createChatToken(id);
      const more = { GIT_ASKPASS: askpass, AFTERPUSH_URL: url, AFTERPUSH_TOKEN: token };
      return pushToOrigin(world, 'askpass', branch, more);
    },
  },
  {
    name: 'HTTPS with `gh auth git-credential`',
    problem: ghProblem,
    push: (world, branch) => pushToOrigin(world, 'helper', branch, world.ghEnvironment),
  },
  {
    name: 'SSH',
    problem: sshdProblem,
    push: (world, branch) => pushToOrigin(world, 'ssh', branch),
  },
  {
    name: 'SSH, to the alias of a host',
    problem: sshdProblem,
    push: (world, branch) => pushToOrigin(world, 'alias', branch),
  },
  {
    name: 'an address that insteadOf rewrites',
    problem: undefined,
    push: (world, branch) => pushToOrigin(world, 'rewritten', branch),
  },
  {
    name: 'a worktree that is made while watching',
    problem: undefined,
    async push({ folder }, branch) {
      const place = `worktree-${branch.replaceAll('/', '-')}`;
      const path = folder.path(place);
      await folder.git('plain', 'worktree', 'add', '-q', '-b', branch, path, 'origin/main');
      const commit = await folder.commit(place);
      await folder.git(place, 'push', '-q', 'origin', branch);
      return commit;
    },
  },
  {
    name: 'git push origin HEAD:other',
    problem: undefined,
    async push(world, branch) {
      const commit = await commitOn(world, 'plain', `local/${branch}`);
      await world.folder.git('plain', 'push', '-q', 'origin', `HEAD:${branch}`);
      return commit;
    },
  },
  {
    name: 'gh pr create',
    problem: ghProblem ?? scriptProblem,
    async push(world, branch) {
      const commit = await commitOn(world, 'gh', branch);
      // gh pushes only where a person can choose the repository: the first one is this one.
      const create = `gh pr create --base main --title ${branch} --body text`;
      const typed = `(sleep 1; printf '\\r') | script -qec '${create}' /dev/null`;
      await run(world, 'gh', world.ghEnvironment, 'sh', '-c', typed);
      return commit;
    },
  },
  {
    name: 'an address that is no remote, with the hooks',
    problem: undefined,
    async push(world, branch) {
      const { server, signedInUrl } = world;
      const more = { AFTERPUSH_URL: server.url, AFTERPUSH_TOKEN: adminToken };
      const commit = await commitOn(world, 'address', branch);
      await run(world, 'address', more, process.execPath, program, 'hook', 'install');
      await run(world, 'address', more, 'git', 'push', '-q', signedInUrl, `HEAD:${branch}`);
      return commit;
    },
  },
];

async function pushToOrigin(
  world: PushWorld,
  place: string,
  branch: string,
  more: Record<string, string> = {},
): Promise<string> {
  const commit = await commitOn(world, place, branch);
  await run(world, place, more, 'git', 'push', '-q', 'origin', branch);
  return commit;
}

async function commitOn({ folder }: PushWorld, place: string, branch: string): Promise<string> {
  await folder.git(place, 'checkout', '-q', '--no-track', '-b', branch, 'origin/main');
  return folder.commit(place);
}

async function run(
  { folder }: PushWorld,
  place: string,
  more: Record<string, string>,
  command: string,
  ...args: string[]
): Promise<void> {
  const env = { ...folder.environment, ...more };
  await execute(command, args, { cwd: folder.path(place), env });
}
