import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckoutSink } from '../src/git/watch/checkout-sink.ts';
import { CloneWatcher } from '../src/git/watch/clone-watcher.ts';
import { loadFileEvents } from '../src/git/watch/file-events.ts';
import { systemClock } from '../src/platform/clock.ts';

const clones = 20;
const worktreesEach = 10;
const pushes = 20;
const observedMs = 120_000;

export interface WatchCost {
  worktrees: number;
  /** Part of one core, of this process and of the git processes that it ran. */
  cpuPercent: number;
  memoryMb: number;
  /** From the end of `git push` to the report; a push may be noticed before it ends. */
  latenciesMs: number[];
}

/** Measures what watching many idle worktrees costs, and how soon a push is noticed. */
export async function measureWatch(): Promise<WatchCost> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'afterpush-bench-')));
  try {
    createClones(directory);
    return await observe(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function observe(directory: string): Promise<WatchCost> {
  const noticed = new Map<string, () => void>();
  const read = new Set<string>();
  const sink: CheckoutSink = {
    sendPush: async ({ targets }) => noticed.get(targets[0]?.branch ?? '')?.(),
    sendCheckout: async ({ id }) => void read.add(id),
    retire: async () => undefined,
  };
  const before = process.memoryUsage.rss();
  const watcher = new CloneWatcher({
    directories: [directory],
    fileEvents: await loadFileEvents(),
    memoryFile: join(directory, 'memory.json'),
    clock: systemClock,
    sink,
    findSshHost: async () => undefined,
    onProblem: (message) => console.error(message),
  });
  const stop = new AbortController();
  const running = watcher.run(stop.signal);
  while (read.size < clones * worktreesEach) await systemClock.sleep(100);
  const startedAt = readCpuMs();
  await systemClock.sleep(observedMs);
  const cpuPercent = ((readCpuMs() - startedAt) / observedMs) * 100;
  const memoryMb = (process.memoryUsage.rss() - before) / 1e6;
  const latenciesMs: number[] = [];
  for (let index = 0; index < pushes; index += 1) {
    latenciesMs.push(
      await measurePush(join(directory, `work-${index % clones}-1`), index, noticed),
    );
  }
  stop.abort();
  await running;
  return { worktrees: clones * worktreesEach, cpuPercent, memoryMb, latenciesMs };
}

async function measurePush(
  place: string,
  index: number,
  noticed: Map<string, () => void>,
): Promise<number> {
  const branch = `pushed-${index}`;
  const at = new Promise<number>((resolve) => {
    noticed.set(branch, () => resolve(performance.now()));
  });
  git(place, 'commit', '-q', '--allow-empty', '-m', branch);
  git(place, 'push', '-q', 'origin', `HEAD:${branch}`);
  const endedAt = performance.now();
  return Math.max(0, (await at) - endedAt);
}

/** Of this process and of its children that ended: the processes of git. */
function readCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + readChildrenMs();
}

function readChildrenMs(): number {
  try {
    const stat = execFileSync('cat', [`/proc/${process.pid}/stat`], { encoding: 'utf8' });
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // cutime and cstime, in hundredths of a second.
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return 0;
  }
}

function createClones(directory: string): void {
  mkdirSync(join(directory, 'forge'));
  git(join(directory, 'forge'), 'init', '-q', '--bare', '-b', 'main');
  git(directory, 'clone', '-q', 'forge', 'first');
  const first = join(directory, 'first');
  git(first, 'commit', '-q', '--allow-empty', '-m', 'First');
  git(first, 'push', '-q', 'origin', 'HEAD:main');
  rmSync(first, { recursive: true });
  for (let clone = 0; clone < clones; clone += 1) {
    git(directory, 'clone', '-q', 'forge', `clone-${clone}`);
    // A remote of the network, as far as the watcher is concerned.
    const place = join(directory, `clone-${clone}`);
    git(place, 'config', 'remote.origin.url', 'https://forge.example/acme/app.git');
    git(place, 'config', `url.${directory}/forge.insteadOf`, 'https://forge.example/acme/app.git');
    for (let index = 1; index < worktreesEach; index += 1) {
      git(place, 'worktree', 'add', '-q', '-b', `b-${index}`, `../work-${clone}-${index}`, 'main');
    }
  }
}

function git(place: string, ...args: string[]): void {
  const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.test'];
  execFileSync('git', [...who, ...args], { cwd: place, stdio: ['ignore', 'ignore', 'inherit'] });
}
