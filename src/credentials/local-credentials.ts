import type { Clock } from '../platform/clock.ts';
import type { CredentialTarget, FoundCredential, Machine, ReadCredential } from './credential.ts';
import { readEnvironment } from './read-environment.ts';
import { readGitHelper } from './read-git-helper.ts';
import { readGh, readGlab, readTea } from './read-tools.ts';

export interface LocalCredentialsDeps {
  machine: Machine;
  clock: Pick<Clock, 'monotonic'>;
}

interface Reading {
  startedAt: number;
  found: Promise<FoundCredential[]>;
}

/** In the order of precedence. */
const places: readonly ReadCredential[] = [
  readEnvironment,
  readGh,
  readGlab,
  readTea,
  readGitHelper,
];

/** A host that no tool is signed in to gets no token from one. */
const placesOfClones: readonly ReadCredential[] = [readEnvironment, readGitHelper];

/** People sign in and out while the server runs. */
const keptForMs = 3 * 60_000;
/** A refused token is read again at once, but a forge that refuses everything starts no storm. */
const shortestMs = 15_000;

/**
 * The tokens that other tools of this person have on this machine. They stay in memory and are read again
 * regularly, and when a forge refuses one.
 */
export class LocalCredentials {
  readonly #deps: LocalCredentialsDeps;
  readonly #readings = new Map<string, Reading>();
  readonly #refused = new Map<string, Set<string>>();

  constructor(deps: LocalCredentialsDeps) {
    this.#deps = deps;
  }

  /** The first token that the forge has not refused; if it refused all of them, the first. */
  async find(target: CredentialTarget): Promise<FoundCredential | undefined> {
    const host = findTokenHost(target);
    if (host === undefined) return undefined;
    const found = await this.#read(host, target);
    const refused = this.#refused.get(target.id);
    return found.find(({ token }) => !refused?.has(token)) ?? found[0];
  }

  /** The forge rejected the token: another place may have a newer one. */
  refuse(forgeId: string, token: string): void {
    const refused = this.#refused.get(forgeId) ?? new Set();
    this.#refused.set(forgeId, refused.add(token));
    const reading = this.#readings.get(forgeId);
    if (reading && this.#getAge(reading) >= shortestMs) this.#readings.delete(forgeId);
  }

  #read(host: string, target: CredentialTarget): Promise<FoundCredential[]> {
    const known = this.#readings.get(target.id);
    if (known && this.#getAge(known) < keptForMs) return known.found;
    const found = readAll(host, target, this.#deps.machine);
    this.#readings.set(target.id, { startedAt: this.#deps.clock.monotonic(), found });
    return found;
  }

  #getAge({ startedAt }: Reading): number {
    return this.#deps.clock.monotonic() - startedAt;
  }
}

async function readAll(
  host: string,
  target: CredentialTarget,
  machine: Machine,
): Promise<FoundCredential[]> {
  const readers = target.isOfClones ? placesOfClones : places;
  const found = await Promise.all(readers.map((read) => read(host, target, machine)));
  return found.filter((one) => one !== undefined);
}

/**
 * S10: the host whose tokens a forge may receive: that of its pages, when its API is on the same host or
 * on the `api.` host beside it, and the way there is encrypted or stays on this machine.
 */
function findTokenHost({ webBaseUrl, apiBaseUrl }: CredentialTarget): string | undefined {
  const web = new URL(webBaseUrl);
  const api = new URL(apiBaseUrl);
  const isOwnApi = api.host === web.host || api.host === `api.${web.host}`;
  if (!isOwnApi || api.protocol !== web.protocol) return undefined;
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(web.hostname);
  return web.protocol === 'https:' || isLocal ? web.host : undefined;
}
