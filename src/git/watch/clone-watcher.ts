import type { Clock } from '../../platform/clock.ts';
import { WokenLoop } from '../../platform/woken-loop.ts';
import type { FindSshHost } from '../remote-urls.ts';
import type { CheckoutSink } from './checkout-sink.ts';
import { type FileEvents, formatWatchError } from './file-events.ts';
import { findClones } from './find-clones.ts';
import { FolderEvents } from './folder-events.ts';
import {
  exists,
  isWithin,
  listSubmodules,
  normalizePath,
  type Repository,
  type Worktree,
} from './repository.ts';
import { RepositoryWatch, rescanMs } from './repository-watch.ts';
import { readWatchMemory, type WatchMemory, writeWatchMemory } from './seen-file.ts';

export interface CloneWatcherDeps {
  /** What the person agreed to watch; real paths. */
  directories: readonly string[];
  /** Undefined where the platform has none: everything is read once a minute. */
  fileEvents: FileEvents | undefined;
  /** Where it is kept which pushes were reported. */
  memoryFile: string;
  clock: Clock;
  sink: CheckoutSink;
  findSshHost: FindSshHost;
  /** Receives the repositories that were not watched before. */
  onFound?: (repositories: readonly Repository[]) => void;
  /** Something a person should know, once. */
  onProblem: (message: string) => void;
}

/** So long a new directory may take to become a clone, before the folders are searched for it. */
const newDirectoryMs = 500;
/** Programs that create directories all the time must not keep the search busy. */
const shortestSearchIntervalMs = 2_000;

interface RunningWatch {
  watch: RepositoryWatch;
  ended: Promise<void>;
  stop: AbortController;
  events: Promise<AsyncDisposable | undefined>;
}

/** Watches all clones below some directories: only their git directories, never their sources. */
export class CloneWatcher {
  readonly #deps: CloneWatcherDeps;
  readonly #memory: WatchMemory;
  readonly #running = new Map<string, RunningWatch>();
  readonly #reported = new Set<string>();
  #saving: NodeJS.Timeout | undefined;
  /** On the monotonic clock. */
  #searchAt = Number.NEGATIVE_INFINITY;
  #searchedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: CloneWatcherDeps) {
    this.#deps = deps;
    this.#memory = readWatchMemory(deps.memoryFile);
  }

  /** The worktrees that exist now. */
  listWorktrees(): Worktree[] {
    return [...this.#running.values()].flatMap(({ watch }) => [...watch.worktrees]);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    const loop = new WokenLoop({
      clock,
      pass: () => this.#search(folderEvents, signal),
      tickMs: rescanMs,
      onFailure: (error) => this.#report(String(error)),
    });
    const folderEvents = new FolderEvents(() => {
      this.#searchBefore(newDirectoryMs);
      loop.wake();
    });
    await loop.run(signal);
    folderEvents.close();
    await Promise.all([...this.#running.keys()].map((key) => this.#stop(key)));
    clearTimeout(this.#saving);
    this.#save();
  }

  /** Returns how long to sleep. */
  async #search(folderEvents: FolderEvents, signal: AbortSignal): Promise<number> {
    const { clock } = this.#deps;
    const leftMs = this.#searchAt - clock.monotonic();
    if (leftMs > 0) return leftMs;
    this.#searchAt = clock.monotonic() + rescanMs;
    const folders = await this.#findRepositories(signal);
    this.#searchedAt = clock.monotonic();
    // A clone may have appeared in a folder before it was followed.
    const isNew = this.#deps.fileEvents !== undefined && folderEvents.follow(folders);
    if (isNew) this.#searchBefore(newDirectoryMs);
    return this.#searchAt - clock.monotonic();
  }

  #searchBefore(delayMs: number): void {
    const earliest = this.#searchedAt + shortestSearchIntervalMs;
    const wanted = Math.max(earliest, this.#deps.clock.monotonic() + delayMs);
    this.#searchAt = Math.min(this.#searchAt, wanted);
  }

  /** Returns the folders in which clones may appear. */
  async #findRepositories(signal: AbortSignal): Promise<string[]> {
    const searched: string[] = [];
    const found = new Map<string, Repository>();
    const add = (one: Repository) => found.set(one.commonDirectory, one);
    for (const directory of this.#deps.directories) {
      const { repositories, folders, problems } = await findClones(directory);
      searched.push(...folders);
      for (const { path, reason } of problems) this.#report(`${path} is not watched: ${reason}`);
      for (const repository of repositories) {
        add(repository);
        for (const submodule of await listSubmodules(repository)) add(submodule);
      }
    }
    const fresh = [...found.values()].filter(({ commonDirectory: key }) => !this.#running.has(key));
    for (const repository of fresh) if (!signal.aborted) this.#start(repository);
    if (fresh.length > 0 && !signal.aborted) this.#deps.onFound?.(fresh);
    for (const key of this.#running.keys()) {
      if (!found.has(key) && !(await exists(key))) await this.#stop(key);
    }
    await this.#retireGone();
    return searched;
  }

  #start(repository: Repository): void {
    const { clock, sink, findSshHost, fileEvents } = this.#deps;
    const key = repository.commonDirectory;
    const seen = this.#memory.pushes.get(key) ?? new Map();
    const isKnown = this.#memory.pushes.has(key);
    this.#memory.pushes.set(key, seen);
    const watch = new RepositoryWatch(repository, {
      clock,
      sink,
      findSshHost,
      isKnown,
      seen,
      onSeen: () => this.#scheduleSave(),
      isWatched: (worktree) => this.#isWatched(worktree, repository),
      onWorktrees: (worktrees) => this.#remember(worktrees),
      onProblem: (message) => this.#report(message),
    });
    const stop = new AbortController();
    const events = fileEvents ? this.#subscribe(fileEvents, watch) : Promise.resolve(undefined);
    // What changes before the subscription exists is found by the first pass after it.
    const ended = events.then(() => watch.run(stop.signal));
    this.#running.set(key, { watch, ended, stop, events });
  }

  async #subscribe(
    fileEvents: FileEvents,
    watch: RepositoryWatch,
  ): Promise<AsyncDisposable | undefined> {
    const { commonDirectory } = watch.repository;
    const fail = (error: Error) => {
      const advice = formatWatchError(error);
      this.#report(`changes are found after up to ${rescanMs / 1_000} s, because ${advice}`);
    };
    try {
      return await fileEvents.subscribe(
        commonDirectory,
        (paths) => watch.onChange(paths),
        (error) => {
          fail(error);
          watch.wake();
        },
      );
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  }

  async #stop(key: string): Promise<void> {
    const running = this.#running.get(key);
    if (!running) return;
    this.#running.delete(key);
    running.stop.abort();
    await (await running.events)?.[Symbol.asyncDispose]();
    await running.ended;
  }

  /** A worktree outside of the directories belongs to a clone inside, or the other way round. */
  #isWatched({ path }: Worktree, { commonDirectory }: Repository): boolean {
    return this.#deps.directories.some((directory) => {
      const root = normalizePath(directory);
      return isWithin(normalizePath(path), root) || isWithin(normalizePath(commonDirectory), root);
    });
  }

  #remember(worktrees: readonly Worktree[]): void {
    for (const { id, path } of worktrees) this.#memory.worktrees.set(id, path);
    this.#scheduleSave();
  }

  /** Worktrees that were removed with their clone, or while no watcher was running. */
  async #retireGone(): Promise<void> {
    const present = new Set(this.listWorktrees().map(({ id }) => id));
    for (const [id, path] of this.#memory.worktrees) {
      if (present.has(id) || (await exists(path))) continue;
      await this.#deps.sink.retire(id);
      this.#memory.worktrees.delete(id);
    }
    this.#scheduleSave();
  }

  #report(message: string): void {
    if (this.#reported.has(message)) return;
    if (this.#reported.size < 1_000) this.#reported.add(message);
    this.#deps.onProblem(message);
  }

  #scheduleSave(): void {
    this.#saving ??= setTimeout(() => {
      this.#saving = undefined;
      this.#save();
    }, 200);
  }

  #save(): void {
    try {
      writeWatchMemory(this.#deps.memoryFile, this.#memory);
    } catch (error) {
      this.#report(
        `${this.#deps.memoryFile} cannot be written: pushes may be reported again after a restart (${String(error)})`,
      );
    }
  }
}
