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
import { type FoundClones, findClones } from '../../git/watch/find-clones.ts';
import { findRepository, permissionDenied, type Repository } from '../../git/watch/repository.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import { groupBy } from '../../platform/group-by.ts';
import type { Environment } from '../../platform/run-program.ts';
import { quoteWord } from '../shell-quote.ts';
import { type Finding, toFinding } from './finding.ts';

interface WatchedPlaces {
  environment: Environment;
  /** Worktrees and clones. */
  worktrees: readonly string[];
  /** Folders that contain clones. */
  folders: readonly string[];
  /** Those among the folders that a person follows; the others are from the configuration. */
  followed: readonly string[];
}

const mostClones = 200;
const mostProblems = 20;
const concurrency = 4;

/** The worktrees on this machine that have a chat. */
export function listWorktreePaths(chats: readonly Chat[]): string[] {
  return chats.flatMap(({ checkout }) =>
    checkout?.exists && checkout.path !== null ? checkout.path : [],
  );
}

/**
 * Can the folders be read, and does a forge serve the remotes of the clones of this machine? Nothing is run in
 * them.
 */
export async function checkClones(
  forges: readonly ForgeSummary[],
  { environment, worktrees, folders, followed }: WatchedPlaces,
): Promise<Finding[]> {
  const searched = await Promise.all(folders.map((folder) => findClones(folder)));
  const problems = searched.flatMap((one) => one.problems).slice(0, mostProblems);
  const places = await Promise.all([...new Set(worktrees)].map((path) => findRepository(path)));
  const found = [
    ...searched.flatMap((one) => one.repositories),
    ...places.flatMap((place) => (place.kind === 'repository' ? [place.repository] : [])),
  ];
  const clones = new Map(found.map((clone) => [clone.commonDirectory, clone]));
  const findSshHost = createSshHosts({ environment });
  const remotes = await mapConcurrently(
    [...clones.values()].slice(0, mostClones),
    concurrency,
    (clone) => listRemotes(clone, findSshHost),
  );
  const unserved = remotes.flat().filter(({ origins }) => !isServed(origins, forges));
  const byHost = groupBy(unserved, ({ origins: [first] }) => parseRemoteOrigin(first)?.host ?? '');
  const unservedHosts = byHost.map((ofHost) => {
    const host = parseRemoteOrigin(ofHost[0]?.origins[0] ?? '')?.host ?? 'this address';
    return toUnserved(host, [...new Set(ofHost.map(({ path }) => path))]);
  });
  return [...problems.map((problem) => toUnreadable(problem, folders, followed)), ...unservedHosts];
}

function toUnreadable(
  { path, reason }: FoundClones['problems'][number],
  folders: readonly string[],
  followed: readonly string[],
): Finding {
  const message = `${path} is not watched: ${reason}`;
  return toFinding('folders', 'problem', message, findFolderFix(path, reason, folders, followed));
}

function findFolderFix(
  path: string,
  reason: string,
  folders: readonly string[],
  followed: readonly string[],
): string | null {
  if (reason === permissionDenied) return `chmod u+rx ${quoteWord(path)}`;
  if (followed.includes(path)) return `afterpush folders unfollow ${quoteWord(path)}`;
  if (folders.includes(path)) return `remove ${path} from AFTERPUSH_WATCH`;
  return `git -C ${quoteWord(path)} status`;
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
