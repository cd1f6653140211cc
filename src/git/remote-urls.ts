import { parseRemoteOrigin, stripCredentials } from '../domain/remote-origin.ts';
import { findSetting, type GitConfig, listSubsections } from './git-config.ts';

/** Where git pushes to: the URL after `insteadOf`, and the one in the configuration. */
export interface PushUrl {
  url: string;
  stored: string;
}

/**
 * The URLs that `git push <remote>` uses, by git's own rules: a `pushurl` replaces every `url`, and
 * `pushInsteadOf` applies only where there is none.
 */
export function listPushUrls(config: GitConfig, remote: string): PushUrl[] {
  const rewrites = listRewrites(config, 'insteadof');
  const rewrite = (stored: string) => ({ url: rewriteUrl(stored, rewrites) ?? stored, stored });
  const explicit = config.get(`remote.${remote}.pushurl`) ?? [];
  if (explicit.length > 0) return explicit.map(rewrite);
  const urls = config.get(`remote.${remote}.url`) ?? [];
  const pushRewrites = listRewrites(config, 'pushinsteadof');
  const forPush = urls.flatMap((stored) => {
    const url = rewriteUrl(stored, pushRewrites);
    return url === undefined ? [] : [{ url, stored }];
  });
  return forPush.length > 0 ? forPush : urls.map(rewrite);
}

/** Where a remote pushes to; the first address that a forge serves is the one that counts. */
export type OriginCandidates = [string, ...string[]];

/** Finds the host that an SSH alias represents; undefined when the host is not an alias. */
export type FindSshHost = (host: string) => Promise<string | undefined>;

/**
 * One list of addresses for each push URL. The rewritten host may be a mirror or a proxy, which no forge
 * serves, and the host of an SSH address may be an alias: further addresses follow in that order.
 */
export async function listPushTargets(
  config: GitConfig,
  remote: string,
  findSshHost: FindSshHost,
): Promise<OriginCandidates[]> {
  const targets = await Promise.all(
    listPushUrls(config, remote).map(({ url, stored }) => toCandidates([url, stored], findSshHost)),
  );
  const seen = new Set<string>();
  return targets.flatMap(([first, ...others]) => {
    if (first === undefined || seen.has(first)) return [];
    seen.add(first);
    return [[first, ...others] as OriginCandidates];
  });
}

/** The network addresses among the URLs, each followed by the one that its SSH alias represents. */
export async function toCandidates(
  urls: readonly string[],
  findSshHost: FindSshHost,
): Promise<string[]> {
  const found = await Promise.all(
    [...new Set(urls)].map(async (url) => {
      const origin = parseRemoteOrigin(url);
      if (!origin) return [];
      const own = stripCredentials(url);
      if (origin.protocol !== 'ssh') return [own];
      const host = await findSshHost(origin.host);
      return host === undefined ? [own] : [own, toSshUrl(host, origin.path)];
    }),
  );
  return [...new Set(found.flat())];
}

function toSshUrl(host: string, path: string): string {
  const bracketed = host.includes(':') ? `[${host}]` : host;
  return `ssh://git@${bracketed}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

interface Rewrite {
  base: string;
  prefix: string;
}

function listRewrites(config: GitConfig, name: 'insteadof' | 'pushinsteadof'): Rewrite[] {
  return listSubsections(config, 'url').flatMap((base) =>
    (config.get(`url.${base}.${name}`) ?? []).map((prefix) => ({ base, prefix })),
  );
}

/** The longest prefix wins. Undefined when none matches. */
function rewriteUrl(url: string, rewrites: readonly Rewrite[]): string | undefined {
  let best: Rewrite | undefined;
  for (const rewrite of rewrites) {
    const isLonger = rewrite.prefix.length > (best?.prefix.length ?? -1);
    if (isLonger && url.startsWith(rewrite.prefix)) best = rewrite;
  }
  return best && best.base + url.slice(best.prefix.length);
}

export function listRemoteNames(config: GitConfig): string[] {
  return listSubsections(config, 'remote').filter(
    (name) => config.has(`remote.${name}.url`) || config.has(`remote.${name}.pushurl`),
  );
}

/** The remote that `git push` without arguments uses for a branch. */
export function findPushRemoteName(
  config: GitConfig,
  branch: string | undefined,
): string | undefined {
  const names = listRemoteNames(config);
  const set =
    findSetting(config, `branch.${branch}.pushremote`) ??
    findSetting(config, 'remote.pushdefault') ??
    findSetting(config, `branch.${branch}.remote`);
  if (set !== undefined && names.includes(set)) return set;
  if (names.length < 2) return names[0];
  return names.find((name) => name === 'origin');
}
