import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createLatestSessions, type LatestSession } from '../agent-sessions/latest-sessions.ts';
import { createCheckoutReporter, type WatchedWorktrees } from '../cli/checkout-reporter.ts';
import { createClient } from '../contract/client.ts';
import type { FindSshHost } from '../git/remote-urls.ts';
import { CloneWatcher } from '../git/watch/clone-watcher.ts';
import { loadFileEvents } from '../git/watch/file-events.ts';
import { listRemoteOrigins } from '../git/watch/remote-origins.ts';
import { isWithin, type Worktree } from '../git/watch/repository.ts';
import type { Clock } from '../platform/clock.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';
import type { WatchedFolders } from './agent-folders.ts';
import type { ServeForgesOf } from './serve-found-forges.ts';

export interface WatchClonesDeps {
  folders: WatchedFolders;
  dataDirectory: string;
  /** This server, and the token that it accepts: the reports take the same way as those of `afterpush watch`. */
  url: string;
  token: string;
  worktrees: WatchedWorktrees;
  findSshHost: FindSshHost;
  serveForgesOf: ServeForgesOf;
  clock: Clock;
  logger: Logger;
  lifetime: Lifetime;
  onFailure: (error: unknown) => void;
}

/** Watches the configured directories, and keeps which worktree each chat belongs to. */
export function startCloneWatcher(deps: WatchClonesDeps): void {
  const { dataDirectory, findSshHost, serveForgesOf, clock, logger, lifetime } = deps;
  const onProblem = (message: string) => logger.warn({}, message);
  const reporter = createCheckoutReporter({
    client: createClient({ baseUrl: deps.url, token: deps.token }),
    onRefused: onProblem,
    worktrees: deps.worktrees,
    findSession: createSessionFinder(deps),
  });
  /** Probing a host must not hold up the watching. */
  let finding = Promise.resolve();
  const watch = async (directories: string[], signal: AbortSignal, stopped: AbortSignal) => {
    const fileEvents = await loadFileEvents();
    const watcher = new CloneWatcher({
      directories,
      fileEvents,
      memoryFile: join(dataDirectory, 'watched-clones.json'),
      clock,
      sink: {
        ...reporter,
        async sendPush(push) {
          // First, so that the report is about the address that a forge serves.
          const origins = push.targets.flatMap((target) => target.origins);
          await serveForgesOf(origins, stopped);
          await reporter.sendPush(push);
        },
      },
      findSshHost,
      onFound(repositories) {
        const find = async () => {
          const origins = await listRemoteOrigins(repositories, { findSshHost, signal });
          await serveForgesOf(origins, stopped);
        };
        finding = finding.then(find).catch((error: unknown) => onProblem(String(error)));
      },
      onProblem,
    });
    await watcher.run(signal);
  };
  lifetime.run(async (signal) => {
    while (!signal.aborted) {
      const changed = deps.folders.changed();
      const directories = listExisting(deps.folders.list(), onProblem);
      const end = AbortSignal.any([signal, changed]);
      // What is no longer followed is no longer read either.
      deps.worktrees.clear();
      if (directories.length > 0) await watch(directories, end, signal);
      else await untilAborted(end);
    }
    await finding;
  }, deps.onFailure);
}

/** Sessions are read only for folders that the person chose to follow. */
function createSessionFinder({ folders, clock }: WatchClonesDeps) {
  const sessions = createLatestSessions(homedir(), clock);
  return async ({ path }: Worktree): Promise<LatestSession | undefined> => {
    const isFollowed = folders.port.listFollowed().some((folder) => isWithin(path, folder));
    return isFollowed ? sessions.find(path) : undefined;
  };
}

function listExisting(directories: string[], onProblem: (message: string) => void): string[] {
  return directories.flatMap((directory) => {
    try {
      return [realpathSync.native(directory)];
    } catch {
      onProblem(`${directory} is not watched: it does not exist`);
      return [];
    }
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
