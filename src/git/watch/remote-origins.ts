import { parseRemoteOrigin } from '../../domain/remote-origin.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { parseGitConfig } from '../git-config.ts';
import { type FindSshHost, listPushTargets, listRemoteNames } from '../remote-urls.ts';
import { readSafeConfig } from '../safe-git.ts';
import { findClones } from './find-clones.ts';
import type { Repository } from './repository.ts';

const mostClones = 1_000;
const mostHosts = 50;
const concurrency = 4;

export interface RemoteOriginsDeps {
  findSshHost: FindSshHost;
  /** What was found until then is returned. */
  signal: AbortSignal;
}

/** The addresses that the clones below some directories push to. */
export async function listOriginsBelow(
  directories: readonly string[],
  deps: RemoteOriginsDeps,
): Promise<string[]> {
  const found: Repository[] = [];
  for (const directory of directories) {
    const { repositories } = await findClones(directory, deps.signal);
    found.push(...repositories);
  }
  return listRemoteOrigins(found, deps);
}

/**
 * The addresses that all remotes of some repositories push to, as git and SSH resolve them: the same
 * ones that a push is reported with.
 */
export async function listRemoteOrigins(
  repositories: readonly Repository[],
  { findSshHost, signal }: RemoteOriginsDeps,
): Promise<string[]> {
  const read = async ({ commonDirectory }: Repository): Promise<string[]> => {
    if (signal.aborted) return [];
    const output = await readSafeConfig({ gitDirectory: commonDirectory, workTree: undefined });
    const config = parseGitConfig(output ?? '');
    const targets = await Promise.all(
      listRemoteNames(config).map((name) => listPushTargets(config, name, findSshHost)),
    );
    return targets.flat(2);
  };
  const found = await mapConcurrently(repositories.slice(0, mostClones), concurrency, read);
  return [...new Set(found.flat())];
}

/** The hosts on which a forge may be, with their port where the address is an https one. */
export function listHosts(origins: readonly string[]): string[] {
  const hosts = origins.flatMap((origin) => toHost(origin) ?? []);
  return [...new Set(hosts)].slice(0, mostHosts);
}

/** An alias of the SSH configuration has no dot. Over plain http, no forge is found. */
function toHost(url: string): string | undefined {
  const origin = parseRemoteOrigin(url);
  if (!origin || origin.protocol === 'http' || origin.protocol === 'git') return undefined;
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(origin.host)) return undefined;
  const hasPort = origin.protocol === 'https' && origin.port !== undefined && origin.port !== 443;
  return hasPort ? `${origin.host}:${origin.port}` : origin.host;
}
