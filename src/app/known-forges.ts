import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../credentials/credential.ts';
import { listKnownHosts } from '../credentials/known-hosts.ts';
import type { ForgeType } from '../forge/forge.ts';
import { toBaseUrls } from '../forge/parsing/base-urls.ts';
import { type ProbeOutcome, probeType } from '../forge/probe-type.ts';
import type { FindSshHost } from '../git/remote-urls.ts';
import { listHosts, listOriginsBelow } from '../git/watch/remote-origins.ts';
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

/** Each has a worker; more than these are a stranger's doing. */
const mostOfClones = 50;

export interface KnownForgesDeps {
  machine: Machine;
  findSshHost: FindSshHost;
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
export class KnownForges {
  readonly #configured: readonly ConfiguredForge[];
  readonly #dataDirectory: string;
  readonly #deps: KnownForgesDeps;
  readonly #found: KnownForge[] = [];
  /** By their base URLs. */
  readonly #unreachable = new Map<string, Candidate>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    { forges, dataDirectory }: Pick<Config, 'forges' | 'dataDirectory'>,
    deps: KnownForgesDeps,
  ) {
    this.#configured = forges;
    this.#dataDirectory = dataDirectory;
    this.#deps = deps;
  }

  /** Those that were found until now. */
  list(): readonly KnownForge[] {
    return this.#found;
  }

  /** Finds those of the person's tools and of the clones below some folders, in a limited time. */
  async findAtStart(folders: readonly string[]): Promise<void> {
    const { machine, findSshHost } = this.#deps;
    const configured = new Set(this.#configured.map(({ webBaseUrl }) => new URL(webBaseUrl).host));
    const ofTools = listKnownHosts(machine)
      .filter(({ host }) => !configured.has(host))
      .slice(0, mostHosts)
      .map(({ host, webBaseUrl }) => ({ host, webBaseUrl, isOfClones: false }));
    const signal = AbortSignal.timeout(longestSearchMs);
    const origins = await listOriginsBelow(folders, { findSshHost, signal });
    const ofClones = this.#listNewHosts(origins, ofTools);
    await this.#add([...ofTools, ...ofClones]);
  }

  /** Finds those that addresses of remotes name and that are not known yet, one call after the other. */
  findOfOrigins(origins: readonly string[], signal: AbortSignal): Promise<KnownForge[]> {
    return this.#afterOthers(() => this.#add(this.#listNewHosts(origins, []), signal));
  }

  /** Finds those among the hosts that could not be reached until now. */
  findUnreachable(signal: AbortSignal): Promise<KnownForge[]> {
    return this.#afterOthers(() => this.#add([...this.#unreachable.values()], signal));
  }

  #afterOthers(find: () => Promise<KnownForge[]>): Promise<KnownForge[]> {
    const next = this.#last.then(find);
    this.#last = next.catch(() => undefined);
    return next;
  }

  #listNewHosts(origins: readonly string[], others: readonly Candidate[]): Candidate[] {
    const known = [...this.#configured, ...this.#found].map(({ webBaseUrl }) => webBaseUrl);
    const hosts = [...known.map((url) => new URL(url).host), ...others.map(({ host }) => host)];
    const named = new Set(hosts.map(toHostname));
    const found = listHosts(origins)
      .map((host) => sshHosts[host] ?? host)
      .filter((host) => !named.has(toHostname(host)) && !isAzure(host));
    const ofClones = this.#found.filter(({ isOfClones }) => isOfClones);
    const left = Math.min(mostHosts, mostOfClones - ofClones.length);
    return [...new Set(found)]
      .slice(0, left)
      .map((host) => ({ host, webBaseUrl: `https://${host}`, isOfClones: true }));
  }

  async #add(candidates: readonly Candidate[], stopped?: AbortSignal): Promise<KnownForge[]> {
    if (candidates.length === 0) return [];
    const limit = AbortSignal.timeout(longestProbesMs);
    const signal = stopped ? AbortSignal.any([stopped, limit]) : limit;
    const { types, unreachable } = await probeAll(
      candidates,
      this.#dataDirectory,
      this.#deps,
      signal,
    );
    for (const { webBaseUrl } of candidates) this.#unreachable.delete(webBaseUrl);
    for (const candidate of unreachable.slice(0, mostHosts)) {
      this.#unreachable.set(candidate.webBaseUrl, candidate);
    }
    const ids = new Set([...this.#configured, ...this.#found].map(({ id }) => id));
    const added = candidates.flatMap(({ host, webBaseUrl, isOfClones }): KnownForge[] => {
      const type = types.get(webBaseUrl);
      const urls = type && toBaseUrls(type, { apiBaseUrl: undefined, webBaseUrl });
      const id = host.replace(':', '-');
      if (!urls || ids.has(id)) return [];
      ids.add(id);
      return [{ id, type, isOfClones, ...urls }];
    });
    this.#found.push(...added);
    return added;
  }
}

/** SSH and https have different ports on one host. */
function toHostname(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^www\./, '');
}

/** Its tokens belong to one organization, which the person names in the configuration. */
function isAzure(host: string): boolean {
  return host.endsWith('.visualstudio.com') || /^(?:ssh\.)?dev\.azure\.com$/.test(host);
}

interface Probed {
  /** Those that were known, and those of hosts that were probed now. */
  types: Map<string, ForgeType>;
  unreachable: Candidate[];
}

async function probeAll(
  known: readonly Candidate[],
  dataDirectory: string,
  { logger, http = createHttpClient(), guardedHttp = createGuardedHttpClient() }: KnownForgesDeps,
  signal: AbortSignal,
): Promise<Probed> {
  const typesFile = join(dataDirectory, 'known-forges.json');
  const unknownFile = join(dataDirectory, 'unknown-hosts.json');
  const stored = readFields<ForgeType>(typesFile);
  const unknown = readFields<string>(unknownFile);
  const types = new Map<string, ForgeType>(Object.entries({ ...stored, ...publicTypes }));
  const stillUnknown = { ...unknown };
  const unreachable: Candidate[] = [];
  await mapConcurrently(known, concurrency, async (candidate) => {
    const { webBaseUrl, isOfClones } = candidate;
    if (types.has(webBaseUrl) || (isOfClones && isRecent(unknown[webBaseUrl]))) return;
    const probing = probeType(webBaseUrl, isOfClones ? guardedHttp : http, signal);
    const outcome = await probing.catch((): ProbeOutcome => ({ kind: 'unreachable' }));
    switch (outcome.kind) {
      case 'forge':
        types.set(webBaseUrl, outcome.type);
        return;
      case 'no_forge':
        if (isOfClones) stillUnknown[webBaseUrl] = new Date().toISOString();
        logger.info({ webBaseUrl }, 'a host of another tool or of a clone is no known forge');
        return;
      case 'unreachable':
        unreachable.push(candidate);
    }
  });
  const next = Object.fromEntries([...types].filter(([url]) => !(url in publicTypes)));
  writeFields(typesFile, next, stored);
  writeFields(unknownFile, stillUnknown, unknown);
  return { types, unreachable };
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
