import type { Clock } from '../../../platform/clock.ts';
import type { ForgeApi, Unread } from '../../client/forge-api.ts';
import type { Access } from '../../forge.ts';
import type { Budgets } from '../../forge-settings.ts';
import { toFields } from '../../parsing/json-fields.ts';
import { findGraphQlQuota, type GraphQlAnswer, toGraphQlAnswer } from '../batch/graphql-answer.ts';
import { toGraphQlUrl } from '../batch/graphql-url.ts';
import { createOneAtATime } from '../batch/one-at-a-time.ts';
import type { Query, QueryOptions } from './query.ts';

/** What came of one query. */
export type QueryResult =
  | (Extract<GraphQlAnswer, { kind: 'answered' }> & { durationMs: number })
  | { kind: 'rate_limited'; until: Date }
  | { kind: 'overloaded' }
  /** REST may do better: for this token, or for everyone's. */
  | { kind: 'unusable'; scope: 'token' | 'forge' }
  /** No answer came at all. */
  | { kind: 'unreachable' };

export interface GraphQl {
  /** Whether asking is worth it: not while it was found unusable. */
  isUsable(access: Access): boolean;
  /** Use REST for a while. */
  avoid(scope: 'token' | 'forge', access: Access): void;
  avoidUntil(until: Date, access: Access): void;
  /** One query at a time for each token. */
  run(buildQuery: (options: QueryOptions) => Query, access: Access): Promise<QueryResult>;
}

export interface GraphQlOptions {
  forgeId: string;
  api: ForgeApi;
  budgets: Budgets;
  clock: Pick<Clock, 'now'>;
}

const avoidedForMs = 10 * 60_000;
const shortestPauseMs = 60_000;
const everyone = '';
const deadly = new Set([500, 502, 503, 504]);

/** GitHub's GraphQL API, and whether it is there. */
export function createGraphQl({ forgeId, api, budgets, clock }: GraphQlOptions): GraphQl {
  const url = toGraphQlUrl(api.baseUrl);
  const oneAtATime = createOneAtATime();
  const avoidedUntil = new Map<string, number>();
  let hasMergeQueue = true;

  async function send(query: Query, access: Access): Promise<GraphQlAnswer | Unread> {
    access.signal.throwIfAborted();
    const message = { method: 'POST', url, subject: 'the GraphQL API', body: query } as const;
    const answer = await api.send(message, access);
    if (answer.kind === 'unread') return answer;
    const quota = findGraphQlQuota(toFields(toFields(answer.value)?.data), clock.now());
    if (quota) budgets.observe(forgeId, access.tokenFingerprint, quota);
    return toGraphQlAnswer(answer.value);
  }

  /** A server that refuses the newest fields is asked without them from then on. */
  async function sendUnderstood(
    buildQuery: (options: QueryOptions) => Query,
    access: Access,
  ): Promise<GraphQlAnswer | Unread> {
    const answer = await send(buildQuery({ mergeQueue: hasMergeQueue }), access);
    if (answer.kind !== 'refused' || !hasMergeQueue) return answer;
    const second = await send(buildQuery({ mergeQueue: false }), access);
    if (second.kind === 'answered') hasMergeQueue = false;
    return second;
  }

  function toPauseEnd({ tokenFingerprint }: Access): Date {
    const known = budgets.find(forgeId, tokenFingerprint, 'graphql');
    const isSpent = known?.remaining === 0 && known.resetAt.getTime() > clock.now();
    return isSpent ? known.resetAt : new Date(clock.now() + shortestPauseMs);
  }

  return {
    isUsable: ({ tokenFingerprint }) =>
      [everyone, tokenFingerprint].every((key) => (avoidedUntil.get(key) ?? 0) <= clock.now()),
    avoid(scope, { tokenFingerprint }) {
      const key = scope === 'forge' ? everyone : tokenFingerprint;
      avoidedUntil.set(key, clock.now() + avoidedForMs);
    },
    avoidUntil: (until, { tokenFingerprint }) =>
      void avoidedUntil.set(tokenFingerprint, until.getTime()),
    run: (buildQuery, access) =>
      oneAtATime.run(access.tokenFingerprint, access.signal, async () => {
        const startedAt = clock.now();
        const answer = await sendUnderstood(buildQuery, access);
        switch (answer.kind) {
          case 'answered':
            return { ...answer, durationMs: clock.now() - startedAt };
          case 'overloaded':
            return answer;
          case 'rate_limited':
            return { kind: 'rate_limited', until: toPauseEnd(access) };
          case 'refused':
          case 'unusable':
            return { kind: 'unusable', scope: 'forge' };
          case 'unread':
            return toQueryResult(answer);
        }
      }),
  };
}

function toQueryResult({ status, outcome }: Unread): QueryResult {
  if (outcome.kind === 'rate_limited') return outcome;
  if (outcome.failure.kind === 'timed_out') return { kind: 'overloaded' };
  if (status === undefined) return { kind: 'unreachable' };
  if (deadly.has(status)) return { kind: 'overloaded' };
  return { kind: 'unusable', scope: status === 401 || status === 403 ? 'token' : 'forge' };
}
