import { readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import { type Wakeable, WokenLoop } from '../../platform/woken-loop.ts';
import { type GitConfig, parseGitConfig } from '../git-config.ts';
import { type FindSshHost, listPushTargets } from '../remote-urls.ts';
import { readSafeConfig } from '../safe-git.ts';
import { listRemoteBranches } from '../tracking-refs.ts';
import { CheckoutPolls } from './checkout-polls.ts';
import type { CheckoutSink, NoticedPush } from './checkout-sink.ts';
import { findNewPush, type PushingWorktree, pickWorktree, type SeenPushes } from './new-pushes.ts';
import { type PushLog, type RecordedPush, ReflogReader } from './reflogs.ts';
import { listWorktrees, type Repository, readHeadBranch, type Worktree } from './repository.ts';

export interface RepositoryWatchDeps {
  clock: Clock;
  sink: CheckoutSink;
  findSshHost: FindSshHost;
  /** Whether the repository was watched before: then pushes that were missed are reported. */
  isKnown: boolean;
  seen: SeenPushes;
  /** Stores `seen` for the next start. */
  onSeen: () => void;
  /** Whether the person agreed to watch the worktree. */
  isWatched: (worktree: Worktree) => boolean;
  onWorktrees: (worktrees: readonly Worktree[]) => void;
  onProblem: (message: string) => void;
}

export const rescanMs = 60_000;

/** At first sight, older pushes are history. */
const recentMs = 7 * 86_400_000;

/** Finds the pushes and worktrees of one repository, after file events and once a minute. */
export class RepositoryWatch implements Wakeable {
  readonly repository: Repository;
  readonly #deps: RepositoryWatchDeps;
  readonly #reader: ReflogReader;
  readonly #loop: WokenLoop;
  readonly #checkouts: CheckoutPolls;
  #isFirst: boolean;
  #isStarted = false;
  readonly #announced = new Set<string>();
  #worktrees = new Map<string, Worktree>();
  #changedRefs = new Set<string>(['refs']);
  #rescanAt = Number.NEGATIVE_INFINITY;

  constructor(repository: Repository, deps: RepositoryWatchDeps) {
    this.repository = repository;
    this.#deps = deps;
    this.#reader = new ReflogReader(repository.commonDirectory);
    const onFailure = (error: unknown) =>
      deps.onProblem(error instanceof Error ? error.message : String(error));
    const pass = () => this.#pass();
    this.#isFirst = !deps.isKnown;
    this.#checkouts = new CheckoutPolls({ ...deps, onFailure });
    this.#loop = new WokenLoop({ clock: deps.clock, pass, tickMs: rescanMs, onFailure });
  }

  get worktrees(): readonly Worktree[] {
    return [...this.#worktrees.values()];
  }

  async run(signal: AbortSignal): Promise<void> {
    // Reading worktrees takes longer than a push may wait.
    await Promise.all([this.#loop.run(signal), this.#checkouts.run(signal)]);
  }

  wake(): void {
    this.#rescanAt = Number.NEGATIVE_INFINITY;
    this.#loop.wake();
  }

  /** Paths may be coalesced to those of directories. */
  onChange(paths: readonly string[]): void {
    let isRelevant = false;
    for (const path of paths) {
      const steps = relative(this.repository.commonDirectory, path).split(sep);
      const [first = '', second = ''] = steps;
      if (steps.at(-1)?.endsWith('.lock')) continue;
      if (first === '' || (first === 'worktrees' && steps.length < 4)) {
        this.#rescanAt = Number.NEGATIVE_INFINITY;
        isRelevant = true;
      } else if (first === 'logs' && second !== 'HEAD') {
        this.#changedRefs.add(steps.length === 1 ? 'refs' : steps.slice(1).join('/'));
        isRelevant = true;
      }
      for (const worktree of this.#worktrees.values()) {
        if (concerns(steps, worktree)) this.#checkouts.touch(worktree.id);
      }
    }
    if (isRelevant) this.#loop.wake();
  }

  async #pass(): Promise<number> {
    const { clock } = this.#deps;
    if (clock.monotonic() >= this.#rescanAt) {
      this.#changedRefs.add('refs');
      await this.#findWorktrees();
      this.#rescanAt = clock.monotonic() + rescanMs;
    }
    const refs = [...this.#changedRefs];
    this.#changedRefs.clear();
    if (refs.length > 0) await this.#findPushes(refs);
    return this.#changedRefs.size > 0 ? 0 : this.#rescanAt - clock.monotonic();
  }

  async #findWorktrees(): Promise<void> {
    const { sink, isWatched, onWorktrees } = this.#deps;
    const found = (await listWorktrees(this.repository)).filter(isWatched);
    this.#worktrees = new Map(found.map((worktree) => [worktree.id, worktree]));
    onWorktrees(found);
    for (const worktree of found) {
      if (this.#announced.has(worktree.id)) continue;
      this.#announced.add(worktree.id);
      this.#checkouts.add(worktree, this.#isStarted);
    }
    for (const id of this.#announced) {
      if (this.#worktrees.has(id)) continue;
      await sink.retire(id);
      this.#announced.delete(id);
      this.#checkouts.delete(id);
    }
    this.#isStarted = true;
  }

  async #findPushes(refs: readonly string[]): Promise<void> {
    const logs = await this.#reader.readChanged(refs);
    const isGone = (ref: string) => !this.#reader.hasLog(ref);
    const found = logs.map((log) => ({ log, push: findNewPush(log, this.#deps.seen, isGone) }));
    const fresh = found.filter(({ push }) => push !== undefined);
    for (const { log, push } of found) if (!push) this.#see(log);
    if (fresh.length > 0) await this.#sendAll(fresh as { log: PushLog; push: RecordedPush }[]);
    this.#isFirst = false;
    this.#deps.onSeen();
  }

  /** One push that cannot be sent does not hold up the others. */
  async #sendAll(pushes: readonly { log: PushLog; push: RecordedPush }[]): Promise<void> {
    const output = await readSafeConfig({
      gitDirectory: this.repository.commonDirectory,
      workTree: undefined,
    });
    const config = output === undefined ? undefined : parseGitConfig(output);
    const worktrees = await Promise.all(this.worktrees.map(toPushingWorktree));
    const errors: unknown[] = [];
    for (const { log, push } of pushes) {
      try {
        if (!config) throw new Error(this.#formatUnreadable());
        await this.#send(push, config, worktrees);
        this.#touchPushed(push);
        this.#see(log);
      } catch (error) {
        errors.push(error);
        this.#reader.forget(log.ref);
        this.#changedRefs.add(log.ref);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  async #send(
    push: RecordedPush,
    config: GitConfig,
    worktrees: readonly (PushingWorktree & { worktree: Worktree })[],
  ): Promise<void> {
    const remoteBranches = listRemoteBranches(config, push.ref);
    const [{ branch } = { branch: '' }] = remoteBranches;
    const picked = pickWorktree({ branch, commit: push.commit }, worktrees);
    if (!picked || (this.#isFirst && !this.#isCurrent(push, branch, picked))) return;
    const targets = await Promise.all(
      remoteBranches.map(async ({ remote, branch: name }) => {
        const origins = await listPushTargets(config, remote, this.#deps.findSshHost);
        return origins.map((candidates) => ({ origins: candidates, branch: name }));
      }),
    );
    const { worktree, branch: localBranch } = picked;
    const noticed: NoticedPush = {
      worktree,
      localBranch,
      targets: targets.flat(),
      commit: push.commit,
    };
    if (noticed.targets.length > 0) await this.#deps.sink.sendPush(noticed);
  }

  /** A push changes what is not pushed yet. */
  #touchPushed({ ref }: RecordedPush): void {
    for (const { id } of this.worktrees) {
      const branch = this.#checkouts.findBranch(id);
      if (branch && ref.endsWith(`/${branch}`)) this.#checkouts.touch(id);
    }
  }

  #formatUnreadable(): string {
    const { commonDirectory } = this.repository;
    return `git cannot read ${join(commonDirectory, 'config')}: its pushes are not reported`;
  }

  /** At first sight: what somebody works on now. */
  #isCurrent(push: RecordedPush, branch: string, worktree: PushingWorktree): boolean {
    const isRecent = push.atSeconds * 1_000 > this.#deps.clock.now() - recentMs;
    return isRecent && (worktree.branch === branch || worktree.headCommit === push.commit);
  }

  #see({ ref, pushes }: PushLog): void {
    const newest = pushes.at(-1);
    if (newest) this.#deps.seen.set(ref, { commit: newest.commit, atSeconds: newest.atSeconds });
  }
}

/** Whether a changed path, in steps from the common directory, may change what is not pushed from a worktree. */
function concerns(steps: readonly string[], { isLinked, gitDirectory }: Worktree): boolean {
  const own = steps[0] === 'worktrees' ? steps.slice(2) : steps;
  const owner = steps[0] === 'worktrees' ? steps[1] : undefined;
  if (owner !== (isLinked ? basename(gitDirectory) : undefined)) return false;
  const [first = '', second] = own;
  return (
    ['HEAD', 'index'].includes(first) || (first === 'logs' && [undefined, 'HEAD'].includes(second))
  );
}

async function toPushingWorktree(
  worktree: Worktree,
): Promise<PushingWorktree & { worktree: Worktree }> {
  const log = join(worktree.gitDirectory, 'logs', 'HEAD');
  const [branch, head] = await Promise.all([readHeadBranch(worktree), readHeadLog(log)]);
  return { worktree, branch, ...head, isMain: !worktree.isLinked };
}

/** The log of HEAD contains its commit, which saves a process of git. */
async function readHeadLog(
  file: string,
): Promise<Pick<PushingWorktree, 'headCommit' | 'changedAtMs'>> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
    const last = text.trimEnd().split('\n').at(-1) ?? '';
    return { headCommit: last.split(' ')[1], changedAtMs: mtimeMs };
  } catch {
    return { headCommit: undefined, changedAtMs: 0 };
  }
}
