import { ApiError, type Client } from '../../contract/client.ts';
import type { ForgeSummary, WebhookFeed } from '../../contract/forges.ts';
import type { Health } from '../../contract/health.ts';
import { isExpiringSoon } from '../../contract/token-expiry.ts';
import { getVersion } from '../../platform/package-root.ts';
import { formatPollingPause } from '../polling-notice.ts';
import { type Finding, findLink, toFinding } from './finding.ts';

const timeoutMs = 5_000;
const largestSkewMs = 30_000;

/** Whether the server runs, with its database, its clock and its version. */
export async function checkServer(url: string, now: () => number): Promise<Finding[]> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(`${url}/readyz`, { redirect: 'error', signal }).catch(
    () => undefined,
  );
  if (!response) {
    const message = `the server at ${url} does not respond`;
    return [toFinding('server', 'problem', message, 'npx afterpush serve')];
  }
  const server = toFinding('server', 'ok', `the server runs at ${url}`);
  return [server, await checkDatabase(response), checkClock(response, now())];
}

async function checkDatabase(response: Response): Promise<Finding> {
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return toFinding('database', 'ok', 'the database responds');
  const fields = typeof body === 'object' && body !== null ? (body as { database?: unknown }) : {};
  if (fields.database === true) {
    const message = 'changes are not announced: the page is updated late';
    return toFinding(
      'database',
      'problem',
      message,
      'check the connections of AFTERPUSH_DATABASE_URL',
    );
  }
  const fix = 'check AFTERPUSH_DATABASE_URL, or start the server again';
  return toFinding('database', 'problem', 'the database does not respond', fix);
}

function checkClock(response: Response, now: number): Finding {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(date)) return toFinding('clock', 'unknown', 'the server sent no time');
  const skewMs = Math.abs(now - date);
  if (skewMs <= largestSkewMs) return toFinding('clock', 'ok', 'this clock is that of the server');
  const message = `this clock and that of the server differ by ${Math.round(skewMs / 1000)} s`;
  return toFinding('clock', 'problem', message, 'sudo timedatectl set-ntp true');
}

/** The version of the server and, if it can be found out, of the newest release. */
export async function checkVersion(client: Client, newest: string | undefined): Promise<Finding[]> {
  const own = getVersion();
  const health = await client.getHealth().catch(() => undefined);
  const others = [...new Set(health?.replicas.map(({ version }) => version))].filter(
    (version) => version !== own,
  );
  const ofServer = others.map((version) => {
    const message = `the server is ${version}, this command is ${own}`;
    return toFinding(
      'version',
      'note',
      message,
      'stop the server, and start it with npx afterpush serve',
    );
  });
  return [...ofServer, checkRelease(own, newest)];
}

/** Whether the server polls. Servers of earlier versions do not report it, and always do. */
export async function checkPolling(client: Client, now: () => number): Promise<Finding[]> {
  const health: Partial<Health> | undefined = await client.getHealth().catch(() => undefined);
  if (!health?.polling) return [];
  const { factor, paused_at: pausedAt } = health.polling;
  const pause = formatPollingPause(health.polling, new Date(now()));
  if (pause === undefined) {
    const message = factor === 1 ? 'the server polls' : `the server polls ${factor} times as often`;
    return [toFinding('polling', 'ok', message)];
  }
  const fix =
    pausedAt === null
      ? 'set AFTERPUSH_POLL_FACTOR, and start the server again'
      : 'resume it on the Health page';
  return [toFinding('polling', 'note', pause, fix)];
}

function checkRelease(own: string, newest: string | undefined): Finding {
  if (newest === undefined) {
    return toFinding('release', 'unknown', `this is ${own}; the registry did not name the newest`);
  }
  if (!isNewer(newest, own)) return toFinding('release', 'ok', `${own} is the newest version`);
  return toFinding(
    'release',
    'note',
    `${newest} is newer than ${own}`,
    'npm install -g afterpush@latest',
  );
}

function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((version) => version.split(/[.-]/).slice(0, 3).map(Number));
  const difference = a?.map((part, index) => part - (b?.[index] ?? 0)).find((part) => part !== 0);
  return difference !== undefined && difference > 0;
}

/** Names the finding that the token of this command may not read everything. */
export const refusedCheck = 'tokens';

/** The tokens and webhooks of each forge. Undefined when the token of this command may not read them. */
export async function checkForges(client: Client, now: () => number): Promise<Finding[]> {
  try {
    const [forges, { feeds }] = await Promise.all([client.listForges(), client.listWebhooks()]);
    const rights = await Promise.all(
      forges
        .filter(({ token_linked: isLinked }) => isLinked)
        .map((one) => checkRights(client, one)),
    );
    return [
      ...forges.map((one) => checkToken(one, now)),
      ...rights.flat(),
      ...checkWebhooks(feeds),
    ];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const isRefused = error.problem.status === 401;
    const message = isRefused ? error.message : `the server refused: ${error.message}`;
    return [toFinding(refusedCheck, 'unknown', message, 'set AFTERPUSH_TOKEN to the admin token')];
  }
}

function checkToken(forge: ForgeSummary, now: () => number): Finding {
  const { id, token_linked: isLinked, token_message: trouble, token_source: source } = forge;
  const check = `token of ${id}`;
  const fix = `afterpush forges link ${id}`;
  if (trouble !== null) return toFinding(check, 'problem', trouble, fix);
  if (!isLinked) return toFinding(check, 'problem', `no token for ${forge.web_base_url}`, fix);
  if (forge.paused_until !== null) {
    return toFinding(check, 'note', `its quota is used up until ${forge.paused_until}`);
  }
  // A server of an earlier version does not report it.
  const expiresAt = forge.token_expires_at ?? null;
  if (expiresAt !== null && isExpiringSoon(expiresAt, now())) {
    const isPast = Date.parse(expiresAt) <= now();
    const day = expiresAt.slice(0, 10);
    const message = isPast ? `it expired on ${day}` : `it expires on ${day}`;
    return toFinding(check, isPast ? 'problem' : 'note', message, fix);
  }
  const place = source && source.kind !== 'linked' ? `found in ${source.name}` : 'linked';
  const expiry = expiresAt === null ? '' : `, expires on ${expiresAt.slice(0, 10)}`;
  return toFinding(check, 'ok', `${place}${expiry}`);
}

/** The server tries each right by a cheap read. */
async function checkRights(client: Client, { id }: ForgeSummary): Promise<Finding[]> {
  const check = `rights of ${id}`;
  const link = `afterpush forges link ${id}`;
  try {
    const { rights } = await client.probeToken(id);
    const rejected = rights.find(({ state }) => state === 'rejected');
    if (rejected) return [toFinding(check, 'problem', rejected.message ?? 'rejected', link)];
    return rights.map(({ right, state, message }) => {
      const name = right.replace('_', ' ');
      const text = `${name}: ${message ?? 'unknown'}`;
      if (state === 'readable') return toFinding(check, 'ok', `the token reads ${name}`);
      if (state === 'unknown') return toFinding(check, 'unknown', text);
      // Without the others, branches are followed nevertheless.
      const isNeeded = right === 'pull_requests' || right === 'checks';
      return toFinding(check, isNeeded ? 'problem' : 'note', text, findLink(text) ?? link);
    });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [toFinding(check, 'unknown', error.message)];
  }
}
function checkWebhooks(feeds: readonly WebhookFeed[]): Finding[] {
  return feeds.map(({ repository, forge_id: forgeId, state }) => {
    const check = `webhook of ${repository}`;
    const fix = `afterpush webhooks install ${repository} --forge ${forgeId}`;
    switch (state) {
      case 'live':
        return toFinding(check, 'ok', 'deliveries arrive');
      case 'waiting':
        return toFinding(check, 'note', 'it is installed, and nothing was delivered yet');
      case 'silent':
        return toFinding(check, 'problem', 'deliveries were expected, and none arrived', fix);
      case 'never':
        return toFinding(check, 'note', 'there is none: changes are found by polling', fix);
    }
  });
}
