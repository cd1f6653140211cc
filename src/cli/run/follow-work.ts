import { existsSync, type FSWatcher, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Checkout, findCheckout, isPushedFrom } from '../../git/checkout.ts';
import type { WorkPlace } from '../../git/clone.ts';
import { listPushedRemoteBranches } from '../../git/pushed-refs.ts';
import { ReflogReader } from '../../git/watch/reflogs.ts';
import { isRunning } from '../running-process.ts';
import {
  listChangedBranches,
  type ProgramChange,
  parseProgramChange,
  toTrackedBranch,
} from './program-changes.ts';
import type { RunSession } from './run-session.ts';

export interface FollowDeps {
  session: Pick<RunSession, 'report' | 'listBranches'>;
  checkout: Checkout;
  place: WorkPlace;
  programsFile: string;
}

/** Changes are noticed by the file system; this is for the ones it does not report. */
const pollMs = 1_500;
const settleMs = 40;
const processPollMs = 50;

/** Reports what the command pushes, and what `gh` and `glab` may have changed, until it is stopped. */
export class WorkFollower {
  readonly #deps: FollowDeps;
  readonly #reader: ReflogReader | undefined;
  readonly #since = Math.floor(Date.now() / 1_000);
  readonly #handled = new Set<string>();
  readonly #watchers: FSWatcher[];
  readonly #poll: NodeJS.Timeout;
  #programLines = 0;
  #settling: NodeJS.Timeout | undefined;
  #work: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(deps: FollowDeps) {
    this.#deps = deps;
    const { commonDirectory } = deps.checkout;
    this.#reader = commonDirectory === undefined ? undefined : new ReflogReader(commonDirectory);
    const logs = commonDirectory === undefined ? [] : [join(commonDirectory, 'logs', 'refs')];
    this.#watchers = [deps.programsFile, ...logs].flatMap((path) => this.#watch(path));
    this.#poll = setInterval(() => this.#look(), pollMs).unref();
  }

  /** Looks a last time, and waits until everything found was handed to the session. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#poll);
    clearTimeout(this.#settling);
    for (const watcher of this.#watchers) watcher.close();
    this.#look();
    await this.#work;
  }

  #watch(path: string): FSWatcher[] {
    if (!existsSync(path)) return [];
    try {
      const watcher = watch(path, { recursive: !path.endsWith('programs') }, () => {
        clearTimeout(this.#settling);
        this.#settling = setTimeout(() => this.#look(), settleMs).unref();
      });
      watcher.on('error', () => watcher.close());
      watcher.unref();
      return [watcher];
    } catch {
      return [];
    }
  }

  #look(): void {
    this.#work = this.#work.then(() => this.#lookOnce()).catch(() => undefined);
  }

  async #lookOnce(): Promise<void> {
    await Promise.all([
      this.#reportPushes(),
      ...this.#readPrograms().map((at) => this.#handle(at)),
    ]);
  }

  async #reportPushes(): Promise<void> {
    const logs = (await this.#reader?.readChanged(['refs'])) ?? [];
    const pushes = logs.flatMap(({ pushes: all }) => all.slice(-1));
    const recent = pushes.filter(({ ref, commit, atSeconds }) => {
      const key = `${ref} ${commit} ${atSeconds}`;
      return atSeconds >= this.#since && !this.#handled.has(key) && this.#handled.add(key);
    });
    const { checkout, place, session } = this.#deps;
    for (const pushed of await listPushedRemoteBranches(recent, place)) {
      if (await isPushedFrom(checkout, pushed, place)) void session.report(pushed);
    }
  }

  #readPrograms(): ProgramChange[] {
    const lines = readFileSync(this.#deps.programsFile, 'utf8').split('\n').slice(0, -1);
    const added = lines.slice(this.#programLines);
    this.#programLines = lines.length;
    return added.flatMap((line) => parseProgramChange(line) ?? []);
  }

  /** The program becomes what the shim started as, so its end is that of the process. */
  #handle(change: ProgramChange): Promise<void> {
    const handled = this.#reportChange(change);
    return this.#isStopped ? handled : Promise.resolve();
  }

  async #reportChange({ processId, directory, words }: ProgramChange): Promise<void> {
    while (isRunning(processId) && !this.#isStopped) await delay(processPollMs);
    const { session, place } = this.#deps;
    const [statuses, { branch }] = await Promise.all([
      session.listBranches(),
      findCheckout({ ...place, directory }),
    ]);
    const tracked = statuses.flatMap(toTrackedBranch);
    for (const changed of listChangedBranches(tracked, words, branch)) {
      const { origin, branch: name, reportedSha: commit } = changed;
      void session.report({ origin, otherOrigins: [], branch: name, commit });
    }
  }
}
