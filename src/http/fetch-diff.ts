import type { DiffOutcome, DiffRequest, Forge } from '../forge/forge.ts';
import type { ForgeRegistry } from '../forge/registry.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { TokenLookup } from '../store/forge-tokens.ts';
import type { DiffStatusRow } from '../store/rows.ts';
import { toRateLimitFailure } from '../sync/record.ts';
import type { HttpStore } from './http-store.ts';
import { toLinkUrl } from './link-url.ts';
import type { TokenPort } from './ports.ts';
import { HttpProblem, toStopping } from './problem-response.ts';
import type { SingleFlight } from './single-flight.ts';

export interface DiffPorts {
  forges: Pick<ForgeRegistry, 'findForge' | 'findForgeByOrigin'>;
  tokens: Pick<TokenPort, 'findToken'>;
  store: Pick<HttpStore, 'pauseToken'>;
  flights: SingleFlight<DiffOutcome>;
  getPublicUrl: () => string;
  stopping: AbortSignal;
  clock: Clock;
  logger: Logger;
}

type Token = Extract<TokenLookup, { kind: 'token' }>;
type Fetched = Extract<DiffOutcome, { kind: 'diff' }>;

const longestFetchMs = 30_000;

/** Asks the forge for a branch's diff with its owner's token. Throws a problem when there is none. */
export async function fetchDiff(
  ownerId: string,
  row: DiffStatusRow,
  ports: DiffPorts,
): Promise<{ forge: Forge; outcome: Fetched }> {
  const { forge, request } = getRequest(row, ports.forges);
  const token = await getUsableToken(ownerId, forge, ports);
  const key = JSON.stringify([ownerId, forge.id, token.fingerprint, request]);
  const outcome = await ports.flights(key, () => askForge(forge, request, token, ports));
  switch (outcome.kind) {
    case 'diff':
      return { forge, outcome };
    case 'rate_limited':
      throw toPaused(forge, outcome.until, ports.clock);
    case 'failed': {
      const status = outcome.failure.kind === 'timed_out' ? 504 : 502;
      throw new HttpProblem(status, outcome.failure.message);
    }
  }
}

function getRequest(row: DiffStatusRow, forges: DiffPorts['forges']) {
  const origin = row.git_remote_origin;
  const forge = forges.findForge(row.forge_id) ?? forges.findForgeByOrigin(origin);
  const repository = forge?.parseRemoteOrigin(origin);
  if (!forge || !repository) {
    const detail = `No configured forge serves ${origin}. Add it to AFTERPUSH_FORGES.`;
    throw new HttpProblem(404, detail);
  }
  const pullRequestUrl = row.url ?? undefined;
  const request: DiffRequest = { repository, branch: row.git_branch, pullRequestUrl };
  return { forge, request };
}

async function getUsableToken(
  ownerId: string,
  forge: Forge,
  { tokens, getPublicUrl, clock }: DiffPorts,
): Promise<Token> {
  const found = await tokens.findToken(ownerId, forge.id);
  if (found.kind === 'no_token') {
    const link_url = toLinkUrl(getPublicUrl(), forge);
    throw new HttpProblem(409, `${found.message} ${link_url}`, { members: { link_url } });
  }
  // S5: the forge is not asked before it allows it again.
  const { pausedUntil } = found;
  if (pausedUntil && pausedUntil.getTime() > clock.now()) throw toPaused(forge, pausedUntil, clock);
  return found;
}

async function askForge(
  forge: Forge,
  request: DiffRequest,
  token: Token,
  ports: DiffPorts,
): Promise<DiffOutcome> {
  const { stopping, clock } = ports;
  if (stopping.aborted) throw toStopping();
  const ended = new AbortController();
  const controller = new AbortController();
  const abort = () => controller.abort();
  stopping.addEventListener('abort', abort, { once: true });
  void clock.sleep(longestFetchMs, ended.signal).then(abort);
  const { token: secret, fingerprint: tokenFingerprint } = token;
  try {
    const access = { token: secret, tokenFingerprint, signal: controller.signal };
    const outcome = await forge.fetchDiff(request, access);
    if (outcome.kind === 'rate_limited') await pause(forge, token, outcome.until, ports);
    return outcome;
  } catch (error) {
    if (stopping.aborted) throw toStopping();
    if (controller.signal.aborted) return timedOut;
    throw error;
  } finally {
    ended.abort();
    stopping.removeEventListener('abort', abort);
  }
}

/** S5: what the diff has learned stops the sync too, on every replica. */
async function pause(
  forge: Forge,
  { fingerprint: tokenFingerprint, shared }: Token,
  until: Date,
  { store, logger }: DiffPorts,
): Promise<void> {
  const { message } = toRateLimitFailure(forge.id, until);
  await store
    .pauseToken({ forgeId: forge.id, tokenFingerprint, until, message, shared })
    .catch((error: unknown) =>
      logger.error({ error, forgeId: forge.id }, 'a pause was not stored'),
    );
}

const timedOut: DiffOutcome = {
  kind: 'failed',
  failure: {
    kind: 'timed_out',
    message: `The forge did not answer within ${longestFetchMs / 1000} s. Try again.`,
  },
};

function toPaused(forge: Forge, until: Date, clock: Clock): HttpProblem {
  const seconds = Math.max(1, Math.ceil((until.getTime() - clock.now()) / 1000));
  const paused_until = until.toISOString();
  const detail = `${forge.id} allows no more requests with this token: paused until ${paused_until}.`;
  const headers = { 'retry-after': String(seconds) };
  return new HttpProblem(429, detail, { headers, members: { paused_until } });
}
