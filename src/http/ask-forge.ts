import type { FailureKind } from '../domain/diff-status.ts';
import type { TokenLookup } from '../domain/forge-token.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { Access, Forge } from '../forge/forge.ts';
import type { ForgeRegistry } from '../forge/registry.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { HttpStore } from '../store/http-store.ts';
import type { DiffStatusRow } from '../store/rows.ts';
import { toRateLimitFailure } from '../sync/record.ts';
import type { TokenPort } from './deps.ts';
import { toLinkUrl } from './link-url.ts';
import { HttpProblem, toStopping } from './server/problem-response.ts';

export interface AskPorts extends CallPorts {
  forges: Pick<ForgeRegistry, 'findForge' | 'findForgeByOrigin'>;
  flights: SingleFlight<unknown>;
}

/** What one call to a forge needs. */
export interface CallPorts {
  tokens: Pick<TokenPort, 'findToken'>;
  store: Pick<HttpStore, 'pauseToken'>;
  getPublicUrl: () => string;
  stopping: AbortSignal;
  clock: Clock;
  logger: Logger;
}

type Token = Extract<TokenLookup, { kind: 'token' }>;
type Unread = Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** What a forge is asked about one tracked branch. */
export interface BranchQuestion {
  repository: RepositoryReference;
  branch: string;
  pullRequestUrl: string | undefined;
  headSha: string | null;
}

const longestFetchMs = 30_000;

/**
 * Asks the forge something about a branch with its owner's token; the same question at the same time
 * is one call. `name` tells questions apart. Throws a problem when there is no answer.
 */
export async function askForge<Answer extends { kind: string }>(
  ownerId: string,
  row: DiffStatusRow,
  name: string,
  ask: (forge: Forge, question: BranchQuestion, access: Access) => Promise<Answer | Unread>,
  ports: AskPorts,
): Promise<{ forge: Forge; answer: Exclude<Answer, Unread> }> {
  const { forge, question } = getQuestion(row, ports.forges);
  const token = await getUsableToken(ownerId, forge, ports);
  const key = JSON.stringify([name, ownerId, forge.id, token.fingerprint, question]);
  const askOnce = () => askInTime(forge, token, (access) => ask(forge, question, access), ports);
  const answer = (await ports.flights(key, askOnce)) as Answer | Unread;
  if (isUnread(answer)) throw toProblem(forge, answer, ports.clock);
  return { forge, answer: answer as Exclude<Answer, Unread> };
}

/** Calls the forge with somebody's token. Throws a problem when there is no answer. */
export async function callForge<Answer extends { kind: string }>(
  ownerId: string,
  forge: Forge,
  call: (access: Access) => Promise<Answer | Unread>,
  ports: CallPorts,
): Promise<Exclude<Answer, Unread>> {
  const token = await getUsableToken(ownerId, forge, ports);
  const answer = await askInTime(forge, token, call, ports);
  if (isUnread(answer)) throw toProblem(forge, answer, ports.clock);
  return answer as Exclude<Answer, Unread>;
}

function isUnread(answer: { kind: string }): answer is Unread {
  return answer.kind === 'rate_limited' || answer.kind === 'failed';
}

function toProblem(forge: Forge, outcome: Unread, clock: Clock): HttpProblem {
  switch (outcome.kind) {
    case 'rate_limited':
      return toPaused(forge, outcome.until, clock);
    case 'failed':
      return new HttpProblem(toStatus(outcome.failure.kind), outcome.failure.message);
  }
}

/** What the forge does not know is no trouble of the forge: asking again does not help. */
function toStatus(kind: FailureKind): number {
  if (kind === 'not_found') return 404;
  return kind === 'timed_out' ? 504 : 502;
}

function getQuestion(row: DiffStatusRow, forges: AskPorts['forges']) {
  const origin = row.git_remote_origin;
  const forge = forges.findForge(row.forge_id) ?? forges.findForgeByOrigin(origin);
  const repository = forge?.parseRemoteOrigin(origin);
  if (!forge || !repository) {
    const detail = `No configured forge serves ${origin}. Add it to AFTERPUSH_FORGES.`;
    throw new HttpProblem(404, detail);
  }
  const { git_branch: branch, head_sha: headSha } = row;
  const question: BranchQuestion = {
    repository,
    branch,
    pullRequestUrl: row.url ?? undefined,
    headSha,
  };
  return { forge, question };
}

async function getUsableToken(
  ownerId: string,
  forge: Forge,
  { tokens, getPublicUrl, clock }: CallPorts,
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

async function askInTime<Answer extends { kind: string }>(
  forge: Forge,
  token: Token,
  ask: (access: Access) => Promise<Answer | Unread>,
  ports: CallPorts,
): Promise<Answer | Unread> {
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
    const answer = await ask(access);
    if (isUnread(answer) && answer.kind === 'rate_limited') {
      await pause(forge, token, answer.until, ports);
    }
    return answer;
  } catch (error) {
    if (stopping.aborted) throw toStopping();
    if (controller.signal.aborted) return timedOut;
    throw error;
  } finally {
    ended.abort();
    stopping.removeEventListener('abort', abort);
  }
}

/** S5: what was learned here stops the sync too, on every replica. */
async function pause(
  forge: Forge,
  { fingerprint: tokenFingerprint, shared }: Token,
  until: Date,
  { store, logger }: CallPorts,
): Promise<void> {
  const { message } = toRateLimitFailure(forge.id, until);
  await store
    .pauseToken({ forgeId: forge.id, tokenFingerprint, until, message, shared })
    .catch((error: unknown) =>
      logger.error({ error, forgeId: forge.id }, 'a pause was not stored'),
    );
}

const timedOut: Unread = {
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

/** Runs one piece of work per key at a time; whoever asks meanwhile gets the same answer. */
export function createSingleFlight<Answer>() {
  const underWay = new Map<string, Promise<Answer>>();
  return (key: string, work: () => Promise<Answer>): Promise<Answer> => {
    const running = underWay.get(key);
    if (running) return running;
    const started = work().finally(() => underWay.delete(key));
    underWay.set(key, started);
    return started;
  };
}

type SingleFlight<Answer> = ReturnType<typeof createSingleFlight<Answer>>;
