import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { createCheckoutReporter, type WatchedWorktrees } from '../cli/checkout-reporter.ts';
import { createClient } from '../contract/client.ts';
import { createSshHosts } from '../git/ssh-host.ts';
import { CloneWatcher } from '../git/watch/clone-watcher.ts';
import { loadFileEvents } from '../git/watch/file-events.ts';
import type { Clock } from '../platform/clock.ts';
import type { Lifetime } from '../platform/lifetime.ts';
import type { Logger } from '../platform/logger.ts';

export interface WatchClonesDeps {
  directories: readonly string[];
  dataDirectory: string;
  /** This server, and the token that it accepts: the reports take the same way as those of `afterpush watch`. */
  url: string;
  token: string;
  worktrees: WatchedWorktrees;
  clock: Clock;
  logger: Logger;
  lifetime: Lifetime;
  onFailure: (error: unknown) => void;
}

/** Watches the configured directories, and keeps which worktree each chat belongs to. */
export function startCloneWatcher(deps: WatchClonesDeps): void {
  const { dataDirectory, clock, logger, lifetime } = deps;
  const onProblem = (message: string) => logger.warn({}, message);
  const directories = deps.directories.flatMap((directory) => {
    try {
      return [realpathSync.native(directory)];
    } catch {
      onProblem(`${directory} is not watched: it does not exist`);
      return [];
    }
  });
  const reporter = createCheckoutReporter({
    client: createClient({ baseUrl: deps.url, token: deps.token }),
    onRefused: onProblem,
    worktrees: deps.worktrees,
  });
  const watch = async (signal: AbortSignal) => {
    const watcher = new CloneWatcher({
      directories,
      fileEvents: await loadFileEvents(),
      memoryFile: join(dataDirectory, 'watched-clones.json'),
      clock,
      sink: reporter,
      findSshHost: createSshHosts({ environment: process.env }),
      onProblem,
    });
    await watcher.run(signal);
  };
  if (directories.length > 0) lifetime.run(watch, deps.onFailure);
}
