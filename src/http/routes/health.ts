import type { DataAge, ForgeHealth } from '../../contract/health.ts';
import { Health } from '../../contract/health.ts';
import { findPause, type TokenLookup } from '../../domain/forge-token.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { Clock } from '../../platform/clock.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { DataAgeRow } from '../../store/queries/health/list-data-ages.ts';
import type { BudgetPort, PollingPort, TokenPort } from '../deps.ts';
import { getUser } from '../server/authentication.ts';
import type { App } from '../server/typed-app.ts';
import { toFeedHealth, toForgeTrouble, toQuotaHealth, toReplicas } from '../views/to-health.ts';
import { readPolling } from './polling.ts';

export interface HealthReportDeps {
  store: Pick<
    HttpStore,
    'listQuotaSamples' | 'listDataAges' | 'listForgeReads' | 'listReplicas' | 'listWebhookFeeds'
  >;
  forges: Pick<ForgeRegistry, 'listForges'>;
  tokens: Pick<TokenPort, 'findToken'>;
  budgets: BudgetPort;
  polling: PollingPort;
  clock: Clock;
}

const schema = {
  tags: ['operation'],
  summary: 'Data quality: quotas, pauses, webhook feeds, data age and the queue',
  response: { 200: Health },
};

export function registerHealthReportRoute(app: App, deps: HealthReportDeps): void {
  app.get('/api/v1/health', { schema }, async (request) => {
    const { store, clock } = deps;
    // First, because it decides what the others report.
    const polling = await readPolling(deps.polling);
    const [dataAges, replicas] = await Promise.all([store.listDataAges(), store.listReplicas()]);
    // The database's clock wrote the instants, so it also defines the current time.
    const at = replicas[0]?.queriedAt ?? new Date(clock.now());
    return {
      at: at.toISOString(),
      forges: await listForgeHealth(getUser(request).id, at, deps),
      data_age: dataAges.map(toDataAge),
      replicas: toReplicas(replicas),
      polling,
    };
  });
}

/** S12: only with the quotas of the token that the requesting user's own chats use. */
async function listForgeHealth(
  userId: string,
  at: Date,
  { store, forges, tokens, budgets }: HealthReportDeps,
): Promise<ForgeHealth[]> {
  const found = await Promise.all(
    forges.listForges().map(async ({ id, statusBuckets }) => {
      return { id, statusBuckets, token: await tokens.findToken(userId, id) };
    }),
  );
  const [samples, feeds, reads] = await Promise.all([
    store.listQuotaSamples(found.flatMap(toTokenKey)),
    store.listWebhookFeeds(userId),
    store.listForgeReads(userId),
  ]);
  return found.map(({ id, statusBuckets, token }) => {
    const isLinked = token.kind === 'token';
    const pause = isLinked ? findPause(token.pauses, statusBuckets) : undefined;
    const quotas = isLinked ? budgets.listQuotas(id, token.fingerprint) : [];
    const ofForge = samples.filter((sample) => sample.forgeId === id);
    return {
      id,
      token_linked: isLinked,
      paused_until: pause?.until.toISOString() ?? null,
      trouble: toForgeTrouble(reads.find(({ forgeId }) => forgeId === id)),
      quotas: quotas.map((quota) => toQuotaHealth(quota, ofForge, at.getTime())),
      feeds: toFeedHealth(feeds.filter((feed) => feed.forgeId === id)),
    };
  });
}

function toTokenKey({ id, token }: { id: string; token: TokenLookup }) {
  return token.kind === 'token' ? [{ forgeId: id, tokenFingerprint: token.fingerprint }] : [];
}

function toDataAge({ at, rowCount, p50Ms, p95Ms }: DataAgeRow): DataAge {
  return { at: at.toISOString(), rows: rowCount, p50_ms: p50Ms, p95_ms: p95Ms };
}
