import { setMaxListeners } from 'node:events';
import { toProjected } from '../../../domain/budget.ts';
import { restBucket } from '../../../domain/forge-token.ts';
import type { RateLimit } from '../../../domain/refresh-outcome.ts';
import type { Clock } from '../../../platform/clock.ts';
import { closeBucket, type ForgeApi, type Unread } from '../../client/forge-api.ts';
import { createLimitStreaks } from '../../client/limit-streaks.ts';
import { createOptionalFields, type GraphQlContent } from '../../client/optional-fields.ts';
import type { Access } from '../../forge.ts';
import type { Budgets } from '../../forge-settings.ts';
import { toFields } from '../../parsing/json-fields.ts';
import { graphQlBucket } from '../api.ts';
import { findGraphQlQuota, type GraphQlResponse, parseResponse } from './parse-response.ts';
import type { Query } from './query.ts';

/** The result of one query. */
export type QueryResult =
  | (Extract<GraphQlResponse, { kind: 'answered' }> & { durationMs: number })
  | ({ kind: 'rate_limited' } & RateLimit)
  | { kind: 'overloaded' }
  /**
   * REST may work instead: for this token, or for all tokens. `isAbsent`: the server has none, or does not
   * accept the token; otherwise something else responded, perhaps once.
   */
  | { kind: 'unusable'; scope: 'token' | 'forge'; isAbsent: boolean }
  /** There was no response. */
  | { kind: 'unreachable' };

export type Unusable = Pick<Extract<QueryResult, { kind: 'unusable' }>, 'scope' | 'isAbsent'>;

export interface GraphQl {
  /** False for a while after GraphQL proved unusable. */
  isUsable(access: Access): boolean;
  /** Whether the server was found to have none for this token. */
  isAbsent(access: Access): boolean;
  /** Use REST for a while. */
  avoid(unusable: Unusable, access: Access): void;
  avoidFor(durationMs: number, access: Access): void;
  /** Runs one query at a time for each token. */
  run(query: Query, access: Access): Promise<QueryResult>;
}

export interface GraphQlDeps {
  forgeId: string;
  api: ForgeApi;
  budgets: Budgets;
  clock: Pick<Clock, 'monotonic'>;
}

/** GitHub Enterprise Server before 3.13 reports `mergeStateStatus` only on request. */
const mediaType = 'application/vnd.github.merge-info-preview+json, application/vnd.github+json';

const avoidedForMs = 10 * 60_000;
/** How long something else may respond before REST is used for a while. */
const accidentMs = 30_000;
const allTokens = '';
/** Without these, the response says nothing about a pull request. */
const requiredFields = [
  'Query.repository',
  'Repository.nameWithOwner',
  'Repository.pullRequest',
  'Repository.pullRequests',
  'PullRequest.number',
  'PullRequest.state',
  'PullRequest.title',
  'PullRequest.isDraft',
  'PullRequest.baseRefName',
  'PullRequest.headRefName',
  'PullRequest.headRepository',
  'PullRequestConnection.number',
  'PullRequestConnection.headRefName',
  'PullRequestConnection.headRepository',
];
const overloadStatuses = new Set([500, 502, 503, 504]);

/** Runs queries against GitHub's GraphQL API and keeps track of whether it is usable. */
export function createGraphQl({ forgeId, api, budgets, clock }: GraphQlDeps): GraphQl {
  const url = toGraphQlUrl(api.baseUrl);
  const oneAtATime = createOneAtATime();
  const avoidedUntil = new Map<string, number>();
  const absent = new Set<string>();
  /** Where GraphQL has responded: an error there is an accident at first. */
  const present = new Set<string>();
  /** Since when something that is no GraphQL responds. */
  let oddSince: number | undefined;

  /** All requests of one batch meet the same accident. */
  function noteOdd(): { isLasting: boolean; isRepeated: boolean } {
    oddSince ??= clock.monotonic();
    const durationMs = clock.monotonic() - oddSince;
    return { isRepeated: durationMs >= accidentMs, isLasting: durationMs >= avoidedForMs };
  }
  const streaks = createLimitStreaks(clock);
  const optionalFields = createOptionalFields({ required: requiredFields, clock });

  async function send(query: Query, access: Access): Promise<GraphQlResponse | Unread> {
    access.signal.throwIfAborted();
    const message = { method: 'POST', url, subject: 'the GraphQL API', body: query } as const;
    const sent = await api.send({ ...message, accept: mediaType }, access);
    if (sent.kind === 'unread') return sent;
    const quota = findGraphQlQuota(toFields(toFields(sent.value)?.data), api.forgeNow());
    if (quota) budgets.observe(forgeId, access.tokenFingerprint, quota);
    const { signOnUrl } = sent;
    return { ...parseResponse(sent.value), ...(signOnUrl && { signOnUrl }) };
  }

  /** Limited with quota left, it is the token as a whole that sends too many requests at once. */
  function toRateLimit({ tokenFingerprint }: Access): RateLimit {
    const known = budgets.find(forgeId, tokenFingerprint, graphQlBucket);
    const isSpent = known?.remaining === 0;
    return isSpent
      ? { retryInMs: known.resetInMs, bucket: graphQlBucket }
      : { retryInMs: streaks.extend(tokenFingerprint) };
  }

  return {
    isUsable: ({ tokenFingerprint }) =>
      [allTokens, tokenFingerprint].every(
        (key) => (avoidedUntil.get(key) ?? 0) <= clock.monotonic(),
      ),
    isAbsent: ({ tokenFingerprint }) =>
      [allTokens, tokenFingerprint].some((key) => absent.has(key)),
    avoid({ scope, isAbsent }, { tokenFingerprint }) {
      const key = scope === 'forge' ? allTokens : tokenFingerprint;
      const { isRepeated, isLasting } =
        isAbsent && !present.has(key) ? { isRepeated: true, isLasting: true } : noteOdd();
      // One odd response may be an accident; one that is still odd ten minutes later is none.
      if (isRepeated) avoidedUntil.set(key, clock.monotonic() + avoidedForMs);
      if (!isLasting) return;
      absent.add(key);
      present.delete(key);
    },
    avoidFor: (durationMs, { tokenFingerprint }) =>
      void avoidedUntil.set(tokenFingerprint, clock.monotonic() + durationMs),
    run: ({ query: document, variables }, access) =>
      oneAtATime.run(access.tokenFingerprint, access, async () => {
        const startedAt = clock.monotonic();
        const response = await optionalFields.run(
          { document, send: (query) => send({ query, variables }, access), toContent },
          access,
        );
        switch (response.kind) {
          case 'answered':
            streaks.end(access.tokenFingerprint);
            oddSince = undefined;
            for (const key of [allTokens, access.tokenFingerprint]) {
              absent.delete(key);
              present.add(key);
            }
            return { ...response, durationMs: clock.monotonic() - startedAt };
          case 'overloaded':
            return response;
          case 'rate_limited': {
            const limit = toRateLimit(access);
            closeBucket(limit, access);
            return { kind: 'rate_limited', ...limit };
          }
          case 'refused':
            return {
              kind: 'unusable',
              scope: response.isOfToken ? 'token' : 'forge',
              isAbsent: true,
            };
          case 'unusable':
            return { kind: 'unusable', scope: 'forge', isAbsent: false };
          case 'unread':
            return toQueryResult(response);
        }
      }),
  };
}

function toContent(response: GraphQlResponse | Unread): GraphQlContent | undefined {
  switch (response.kind) {
    case 'answered':
      return response;
    case 'refused':
      return { data: undefined, errors: response.errors };
    case 'rate_limited':
    case 'overloaded':
    case 'unusable':
    case 'unread':
      return undefined;
  }
}

function toQueryResult({ status, outcome }: Unread): QueryResult {
  if (outcome.kind === 'rate_limited') return outcome;
  if (outcome.failure.kind === 'timed_out') return { kind: 'overloaded' };
  if (status === undefined) return { kind: 'unreachable' };
  if (overloadStatuses.has(status)) return { kind: 'overloaded' };
  const scope = status === 401 || status === 403 ? 'token' : 'forge';
  return { kind: 'unusable', scope, isAbsent: status >= 400 && status !== 429 };
}

/** The URL of GraphQL, beside the REST API. */
export function toGraphQlUrl(apiBaseUrl: string): string {
  return `${apiBaseUrl.replace(/\/api\/v3$/, '/api')}/graphql`;
}

type Turn = Pick<Access, 'signal' | 'waitForTurn'>;

/** Runs tasks with the same key one after the other, and others concurrently. */
interface OneAtATime {
  /** When `signal` aborts while the task is still queued, throws its reason immediately. */
  run<Result>(key: string, access: Turn, task: () => Promise<Result>): Promise<Result>;
}

export function createOneAtATime(): OneAtATime {
  const lastOfKey = new Map<string, Promise<unknown>>();
  return {
    run(key, { signal, waitForTurn }, task) {
      const before = lastOfKey.get(key);
      const turn = before && waitFor(before, signal);
      const running = turn ? (waitForTurn?.(turn) ?? turn).then(task) : task();
      const last = Promise.allSettled([before, running]);
      lastOfKey.set(key, last);
      // After an aborted task too: the next one still waits for all tasks before it.
      void last.then(() => lastOfKey.get(key) === last && lastOfKey.delete(key));
      return running;
    },
  };
}

async function waitFor(before: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const waited = new AbortController();
  // One signal may abort a whole batch, and Node.js warns about more than ten listeners.
  setMaxListeners(0, signal);
  const aborted = new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true, signal: waited.signal });
  });
  await Promise.race([before, aborted]);
  waited.abort();
  signal.throwIfAborted();
}

/** Chooses between GitHub's two APIs. */
export interface ApiChoice {
  /**
   * GraphQL costs a point for many rows, and so it does for one; REST costs up to five requests for one that
   * changed, and nothing for one that did not.
   */
  choose(rows: number, access: Access, mayBeFree?: boolean): 'rest' | 'graphql';
  /** Whether GraphQL can be used for what REST does not report. */
  hasGraphQl(access: Access): boolean;
}

/** The share of a quota that routine refreshes leave; below it the API that will have more left is used. */
const reservedShare = 0.4;

export function createApiChoice(
  forgeId: string,
  graphql: Pick<GraphQl, 'isUsable'>,
  budgets: Pick<Budgets, 'find'>,
): ApiChoice {
  const toShare = (bucket: string, { tokenFingerprint }: Access) => {
    const known = budgets.find(forgeId, tokenFingerprint, bucket);
    return known ? Math.min(known.remaining, toProjected(known)) / known.quota : 1;
  };
  const isStrained = (one: string, other: string, access: Access) =>
    toShare(one, access) < reservedShare && toShare(one, access) < toShare(other, access);
  const canUseGraphQl = (access: Access) =>
    graphql.isUsable(access) && isOpen(graphQlBucket, access);
  const hasGraphQl = (access: Access) =>
    canUseGraphQl(access) && !isStrained(graphQlBucket, restBucket, access);
  return {
    hasGraphQl,
    choose(rows, access, mayBeFree = true) {
      if (!isOpen(restBucket, access)) return canUseGraphQl(access) ? 'graphql' : 'rest';
      if (!hasGraphQl(access)) return 'rest';
      if (rows > 1 || !mayBeFree) return 'graphql';
      return isStrained(restBucket, graphQlBucket, access) ? 'graphql' : 'rest';
    },
  };
}

function isOpen(bucket: string, { closedBuckets }: Access): boolean {
  return !closedBuckets?.has(bucket);
}
