import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../credentials/credential.ts';
import { listKnownHosts } from '../credentials/known-hosts.ts';
import type { ForgeType } from '../forge/forge.ts';
import { toBaseUrls } from '../forge/parsing/base-urls.ts';
import { probeType } from '../forge/probe-type.ts';
import { listRemoteHosts } from '../git/watch/remote-hosts.ts';
import { mapConcurrently } from '../platform/bounded-concurrency.ts';
import { createGuardedHttpClient } from '../platform/guarded-http.ts';
import { createHttpClient, type HttpClient } from '../platform/http-client.ts';
import type { Logger } from '../platform/logger.ts';
import type { ConfiguredForge } from './config/forges.ts';
import type { Config } from './config.ts';

type KnownTypes = Record<string, ForgeType>;

/** A forge that was found on this machine. */
export interface KnownForge extends ConfiguredForge {
  /** Only remotes of clones name it, which a stranger may have written. */
  isOfClones: boolean;
}

/** The public services need no probe. */
const publicTypes: KnownTypes = {
  'https://github.com': 'github',
  'https://gitlab.com': 'gitlab',
  'https://codeberg.org': 'gitea',
  'https://bitbucket.org': 'bitbucket',
};

/** Their hosts for SSH through firewalls. */
const sshHosts: Record<string, string> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
};

const longestProbesMs = 3_000;
const longestSearchMs = 1_500;
const mostHosts = 20;
const concurrency = 8;
/** A host that is no forge is not requested at every start. */
const unknownForMs = 86_400_000;

export interface KnownForgesDeps {
  machine: Machine;
  /** Folders whose clones are watched. */
  folders: readonly string[];
  logger: Pick<Logger, 'info'>;
  /** Requests hosts of the person's tools, and hosts that clones name. */
  http?: Pick<HttpClient, 'get'>;
  guardedHttp?: Pick<HttpClient, 'get'>;
}

interface Candidate {
  host: string;
  webBaseUrl: string;
  isOfClones: boolean;
}

/**
 * The forges that the person's tools are signed in to, or that remotes of watched clones name, and that are
 * not configured. Each must say, to a request without a token, what kind of forge it is; the answer is
 * kept.
 */
export async function findKnownForges(
  { forges, dataDirectory }: Pick<Config, 'forges' | 'dataDirectory'>,
  deps: KnownForgesDeps,
): Promise<KnownForge[]> {
  const known = await listCandidates(forges, deps);
  if (known.length === 0) return [];
  const types = await probeAll(known, dataDirectory, deps);
  const ids = new Set(forges.map(({ id }) => id));
  return known.flatMap(({ host, webBaseUrl, isOfClones }) => {
    const type = types.get(webBaseUrl);
    const urls = type && toBaseUrls(type, { apiBaseUrl: undefined, webBaseUrl });
    if (!urls || ids.has(host)) return [];
    ids.add(host);
    return [{ id: host.replace(':', '-'), type, isOfClones, ...urls }];
  });
}

async function listCandidates(
  forges: readonly ConfiguredForge[],
  { machine, folders }: KnownForgesDeps,
): Promise<Candidate[]> {
  const configured = new Set(forges.map(({ webBaseUrl }) => new URL(webBaseUrl).host));
  const isNew = ({ host }: { host: string }) => !configured.has(host);
  const ofTools = listKnownHosts(machine).filter(isNew).slice(0, mostHosts);
  const named = new Set([...configured, ...ofTools.map(({ host }) => host)].map(toHostname));
  const ofClones = (await listRemoteHosts(folders, AbortSignal.timeout(longestSearchMs)))
    .map((host) => sshHosts[host] ?? host)
    .filter((host) => !named.has(toHostname(host)) && !isAzure(host))
    .slice(0, mostHosts);
  return [
    ...ofTools.map(({ host, webBaseUrl }) => ({ host, webBaseUrl, isOfClones: false })),
    ...[...new Set(ofClones)].map((host) => {
      return { host, webBaseUrl: `https://${host}`, isOfClones: true };
    }),
  ];
}

/** SSH and https have different ports on one host. */
function toHostname(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^www\./, '');
}

/** Its tokens belong to one organization, which the person names in the configuration. */
function isAzure(host: string): boolean {
  return host.endsWith('.visualstudio.com') || /^(?:ssh\.)?dev\.azure\.com$/.test(host);
}

/** The types that are known, with those of hosts that are probed now. */
async function probeAll(
  known: readonly Candidate[],
  dataDirectory: string,
  { logger, http = createHttpClient(), guardedHttp = createGuardedHttpClient() }: KnownForgesDeps,
): Promise<Map<string, ForgeType>> {
  const typesFile = join(dataDirectory, 'known-forges.json');
  const unknownFile = join(dataDirectory, 'unknown-hosts.json');
  const stored = readFields<ForgeType>(typesFile);
  const unknown = readFields<string>(unknownFile);
  const types = new Map<string, ForgeType>(Object.entries({ ...stored, ...publicTypes }));
  const stillUnknown = { ...unknown };
  const signal = AbortSignal.timeout(longestProbesMs);
  await mapConcurrently(known, concurrency, async ({ webBaseUrl, isOfClones }) => {
    if (types.has(webBaseUrl) || (isOfClones && isRecent(unknown[webBaseUrl]))) return;
    const probing = probeType(webBaseUrl, isOfClones ? guardedHttp : http, signal);
    const type = await probing.catch(() => undefined);
    if (type !== undefined) types.set(webBaseUrl, type);
    else {
      if (isOfClones) stillUnknown[webBaseUrl] = new Date().toISOString();
      logger.info({ webBaseUrl }, 'a host of another tool or of a clone is no known forge');
    }
  });
  const next = Object.fromEntries([...types].filter(([url]) => !(url in publicTypes)));
  writeFields(typesFile, next, stored);
  writeFields(unknownFile, stillUnknown, unknown);
  return types;
}

function isRecent(instant: string | undefined): boolean {
  return instant !== undefined && Date.now() - Date.parse(instant) < unknownForMs;
}

function readFields<Value>(file: string): Record<string, Value> {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null
      ? (content as Record<string, Value>)
      : {};
  } catch {
    return {};
  }
}

function writeFields(file: string, next: object, stored: object): void {
  if (JSON.stringify(next) === JSON.stringify(stored)) return;
  writeFileSync(file, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
}
