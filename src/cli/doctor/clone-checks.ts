import type { Chat } from '../../contract/chat.ts';
import type { ForgeSummary } from '../../contract/forges.ts';
import { parseRemoteOrigin } from '../../domain/remote-origin.ts';
import { parseAzureDevOpsOrigin } from '../../forge/azure-devops/urls.ts';
import { parseBitbucketOrigin } from '../../forge/bitbucket/urls.ts';
import { parseBitbucketDataCenterOrigin } from '../../forge/bitbucket-data-center/urls.ts';
import { parseGiteaOrigin } from '../../forge/gitea/urls.ts';
import { parseGitHubOrigin } from '../../forge/github/urls.ts';
import { parseGitLabOrigin } from '../../forge/gitlab/urls.ts';
import { parseGitConfig } from '../../git/git-config.ts';
import { type FindSshHost, listPushTargets, listRemoteNames } from '../../git/remote-urls.ts';
import { readSafeConfig } from '../../git/safe-git.ts';
import { createSshHosts } from '../../git/ssh-host.ts';
import { findClones } from '../../git/watch/find-clones.ts';
import { findRepository, type Repository } from '../../git/watch/repository.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { Environment } from '../../platform/run-program.ts';
import { type Finding, toFinding } from './finding.ts';

interface WatchedPlaces {
  environment: Environment;
  /** Worktrees and clones. */
  worktrees: readonly string[];
  /** Folders that contain clones. */
  folders: readonly string[];
}

const mostClones = 200;
const concurrency = 4;

/** The worktrees on this machine that have a chat. */
export function listWorktreePaths(chats: readonly Chat[]): string[] {
  return chats.flatMap(({ checkout }) =>
    checkout?.exists && checkout.path !== null ? checkout.path : [],
  );
}

/** Does a forge serve the remotes of the watched clones of this machine? Nothing is run in them. */
export async function checkClones(
  forges: readonly ForgeSummary[],
  { environment, worktrees, folders }: WatchedPlaces,
): Promise<Finding[]> {
  const found = await Promise.all([
    ...folders.map(async (folder) => (await findClones(folder)).repositories),
    ...[...new Set(worktrees)].map(async (path) => {
      const place = await findRepository(path);
      return place.kind === 'repository' ? [place.repository] : [];
    }),
  ]);
  const clones = new Map(found.flat().map((clone) => [clone.commonDirectory, clone]));
  const findSshHost = createSshHosts({ environment });
  const remotes = await mapConcurrently(
    [...clones.values()].slice(0, mostClones),
    concurrency,
    (clone) => listRemotes(clone, findSshHost),
  );
  const unserved = remotes.flat().filter(({ origins }) => !isServed(origins, forges));
  const byHost = groupBy(unserved, ({ origins: [first] }) => parseRemoteOrigin(first)?.host ?? '');
  return byHost.map((ofHost) => {
    const host = parseRemoteOrigin(ofHost[0]?.origins[0] ?? '')?.host ?? 'this address';
    return toUnserved(host, [...new Set(ofHost.map(({ path }) => path))]);
  });
}

async function listRemotes(
  { commonDirectory: gitDirectory, mainPath: workTree }: Repository,
  findSshHost: FindSshHost,
) {
  const output = await readSafeConfig({ gitDirectory, workTree });
  if (output === undefined) return [];
  const config = parseGitConfig(output);
  const targets = await Promise.all(
    listRemoteNames(config).map((name) => listPushTargets(config, name, findSshHost)),
  );
  return targets.flat().map((origins) => ({ path: workTree ?? gitDirectory, origins }));
}

function toUnserved(host: string, [first = '', ...others]: readonly string[]): Finding {
  const where = others.length === 0 ? first : `${first} and ${others.length} more`;
  return toFinding(
    'clones',
    'note',
    `no forge serves ${host}, to which ${where} pushes`,
    `add {"type": "...", "web_base_url": "https://${host}"} to AFTERPUSH_FORGES`,
  );
}

function isServed(origins: readonly string[], forges: readonly ForgeSummary[]): boolean {
  return origins.some((origin) => forges.some((forge) => isOf(forge, origin)));
}

function isOf({ type, web_base_url: webBaseUrl }: ForgeSummary, origin: string): boolean {
  const parse = parsers[type];
  // A type that only a newer server knows cannot be judged here.
  return parse === undefined || parse(origin, webBaseUrl) !== undefined;
}

const parsers: Record<string, ((origin: string, webBaseUrl: string) => unknown) | undefined> = {
  github: parseGitHubOrigin,
  gitlab: parseGitLabOrigin,
  gitea: parseGiteaOrigin,
  bitbucket: parseBitbucketOrigin,
  bitbucket_data_center: parseBitbucketDataCenterOrigin,
  azure_devops: parseAzureDevOpsOrigin,
};
