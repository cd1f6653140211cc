import { homedir } from 'node:os';
import type { Machine } from '../credentials/credential.ts';
import { LocalCredentials } from '../credentials/local-credentials.ts';
import type { FindSshHost } from '../git/remote-urls.ts';
import { isLoopback } from '../http/server/request-guard.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { createPeriodicLoop, type Wakeable } from '../platform/woken-loop.ts';
import type { ForgeTokens, LocalTokens } from '../store/forge-tokens.ts';
import type { ConfiguredForge } from './config/forges.ts';
import type { Config } from './config.ts';
import { KnownForges } from './known-forges.ts';

export interface Discovery {
  /** The configured forges, and those that the person's tools and watched clones name. */
  forges: readonly ConfiguredForge[];
  isOn: boolean;
  findLocalTokens(ownerId: string): LocalTokens | undefined;
  /** The forges that addresses of remotes name and that were not known before. */
  findForgesOf(
    origins: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly ConfiguredForge[]>;
  /** Those among the hosts that could not be reached until now. */
  findUnreachable(signal: AbortSignal): Promise<readonly ConfiguredForge[]>;
}

export interface DiscoverDeps {
  folders: readonly string[];
  findSshHost: FindSshHost;
  clock: Clock;
  logger: Logger;
}

const programTimeoutMs = 3_000;
const followEveryMs = 60_000;

/** What other tools on this machine know. Only for the one person who runs the server for themselves. */
export async function discover(
  config: Config,
  { folders, findSshHost, clock, logger }: DiscoverDeps,
): Promise<Discovery> {
  if (!config.discover || !isPersonal(config)) {
    return {
      forges: config.forges,
      isOn: false,
      findLocalTokens: () => undefined,
      findForgesOf: async () => [],
      findUnreachable: async () => [],
    };
  }
  const machine: Machine = {
    environment: process.env,
    homeDirectory: homedir(),
    timeoutMs: programTimeoutMs,
  };
  const credentials = new LocalCredentials({ machine, clock });
  const known = new KnownForges(config, { machine, findSshHost, logger });
  await known.findAtStart(folders);
  const findTarget = (forgeId: string) => {
    const found = known.list().find(({ id }) => id === forgeId);
    const configured = config.forges.find(({ id }) => id === forgeId);
    return found ?? (configured && { ...configured, isOfClones: false });
  };
  return {
    forges: [...config.forges, ...known.list()],
    isOn: true,
    findLocalTokens: (ownerId) => ({
      ownerId,
      async find(forgeId) {
        const target = findTarget(forgeId);
        const found = target && (await credentials.find(target));
        return found && { token: found.token, source: { kind: found.kind, name: found.name } };
      },
      refuse: (forgeId, token) => credentials.refuse(forgeId, token),
    }),
    findForgesOf: (origins, signal) => known.findOfOrigins(origins, signal),
    findUnreachable: (signal) => known.findUnreachable(signal),
  };
}

/** Tokens of other tools are never used by a server that other machines reach. */
function isPersonal({ host, publicUrl }: Config): boolean {
  const isLocal = publicUrl === undefined || isLoopback(new URL(publicUrl).hostname);
  return isLoopback(host) && isLocal;
}

/** The tokens of the configuration. Those of other tools' variables are found like everything else. */
export function toSharedTokens(config: Config, { isOn }: Discovery): Map<string, string> {
  return new Map(
    config.forges.flatMap(({ id, token, tokenVariable }) =>
      token === undefined || (isOn && tokenVariable !== undefined) ? [] : [[id, token]],
    ),
  );
}

/** Notices when the person signs in to another tool, or gets a new token there. */
export function createTokenKeeper({
  tokens,
  forges,
  clock,
  logger,
}: {
  tokens: Pick<ForgeTokens, 'followLocalToken'>;
  forges: { listForges(): readonly { id: string }[] };
  clock: Clock;
  logger: Logger;
}): Wakeable {
  return createPeriodicLoop({
    clock,
    everyMs: followEveryMs,
    async work() {
      const ids = forges.listForges().map(({ id }) => id);
      await Promise.all(ids.map((id) => tokens.followLocalToken(id)));
    },
    onFailure: (error) => logger.warn({ error }, 'failed to follow the tokens of other tools'),
  });
}
