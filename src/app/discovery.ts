import { homedir } from 'node:os';
import type { Machine } from '../credentials/credential.ts';
import { LocalCredentials } from '../credentials/local-credentials.ts';
import { isLoopback } from '../http/server/request-guard.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { createPeriodicLoop, type Wakeable } from '../platform/woken-loop.ts';
import type { ForgeTokens, LocalTokens } from '../store/forge-tokens.ts';
import type { ConfiguredForge } from './config/forges.ts';
import type { Config } from './config.ts';
import { findKnownForges } from './known-forges.ts';

export interface Discovery {
  /** The configured forges, and those that the person's tools know. */
  forges: ConfiguredForge[];
  isOn: boolean;
  findLocalTokens(ownerId: string): LocalTokens | undefined;
}

const programTimeoutMs = 3_000;
const followEveryMs = 60_000;

/** What other tools on this machine know. Only for the one person who runs the server for themselves. */
export async function discover(
  config: Config,
  { folders, clock, logger }: { folders: readonly string[]; clock: Clock; logger: Logger },
): Promise<Discovery> {
  if (!config.discover || !isPersonal(config)) {
    return { forges: config.forges, isOn: false, findLocalTokens: () => undefined };
  }
  const machine: Machine = {
    environment: process.env,
    homeDirectory: homedir(),
    timeoutMs: programTimeoutMs,
  };
  const credentials = new LocalCredentials({ machine, clock });
  const known = await findKnownForges(config, { machine, folders, logger });
  const ofClones = new Set(known.flatMap(({ id, isOfClones }) => (isOfClones ? [id] : [])));
  const forges = [...config.forges, ...known];
  return {
    forges,
    isOn: true,
    findLocalTokens: (ownerId) => ({
      ownerId,
      async find(forgeId) {
        const target = forges.find(({ id }) => id === forgeId);
        const isOfClones = ofClones.has(forgeId);
        const found = target && (await credentials.find({ ...target, isOfClones }));
        return found && { token: found.token, source: { kind: found.kind, name: found.name } };
      },
      refuse: (forgeId, token) => credentials.refuse(forgeId, token),
    }),
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
