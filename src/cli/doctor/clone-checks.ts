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
import { listPushTargets, listRemoteNames } from '../../git/remote-urls.ts';
import { readSafeConfig } from '../../git/safe-git.ts';
import { createSshHosts } from '../../git/ssh-host.ts';
import { findRepository } from '../../git/watch/repository.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { Environment } from '../../platform/run-program.ts';
import { type Finding, toFinding } from './finding.ts';

interface Place {
  environment: Environment;
  /** The working directory. */
  directory: string;
}

const mostClones = 200;
const concurrency = 4;

/** The remotes of the watched worktrees of this machine, and of the clone here: does a forge serve them? */
export async function checkClones(
  chats: readonly Chat[],
  forges: readonly ForgeSummary[],
  { environment, directory }: Place,
): Promise<Finding[]> {
  const watched = chats.flatMap(({ checkout }) =>
    checkout?.exists && checkout.path !== null ? checkout.path : [],
  );
  const paths = [...new Set([directory, ...watched])].slice(0, mostClones);
  const findSshHost = createSshHosts({ environment });
  const remotes = await mapConcurrently(paths, concurrency, async (path) => {
    const place = await findRepository(path);
    if (place.kind !== 'repository') return [];
    const { commonDirectory: gitDirectory, mainPath: workTree } = place.repository;
    const config = await readSafeConfig({ gitDirectory, workTree });
    if (config === undefined) return [];
    const parsed = parseGitConfig(config);
    const targets = await Promise.all(
      listRemoteNames(parsed).map((name) => listPushTargets(parsed, name, findSshHost)),
    );
    return targets.flat().map((origins) => ({ path, origins }));
  });
  const unserved = remotes.flat().filter(({ origins }) => !isServed(origins, forges));
  const byHost = groupBy(unserved, ({ origins: [first] }) => parseRemoteOrigin(first)?.host ?? '');
  return byHost.map((ofHost) => {
    const host = parseRemoteOrigin(ofHost[0]?.origins[0] ?? '')?.host ?? 'this address';
    return toUnserved(host, [...new Set(ofHost.map(({ path }) => path))]);
  });
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
