import { groupBy } from '../../../src/platform/group-by.ts';
import { type Facet, facetOfKind, type MeasuredKind, measuredKinds } from '../facets.ts';
import { limits } from '../forge/accounting.ts';
import type { Result } from '../simulate.ts';

/** In milliseconds; infinite where the board never showed that many of the changes. */
export interface Percentiles {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export interface Summary {
  policy: string;
  /** Of the changes that the board shows at all. */
  all: Percentiles;
  /** Undefined where the board has no such part. */
  kinds: { kind: MeasuredKind; staleness: Percentiles | undefined }[];
  /** Per open pull request and hour. */
  cost: { rest: number; restRequests: number; points: number };
  routes: { name: string; charged: number }[];
  /** Of what GitHub grants one token. */
  shares: {
    rest: number;
    graphql: number;
    restMinute: number;
    graphqlMinute: number;
    concurrent: number;
  };
  refused: number;
  undone: number;
  faults: string[];
}

/** The results of one policy, from one or more traces. */
export function summarize(results: readonly Result[]): Summary {
  const [first] = results;
  if (!first) throw new Error('there is no result');
  const samples = results.flatMap((result) => result.samples);
  const isShown = (kind: MeasuredKind) => first.shows.includes(facetOfKind[kind] satisfies Facet);
  const listTimes = (matches: (kind: MeasuredKind) => boolean) =>
    samples.filter(({ kind }) => matches(kind)).map(({ staleMs }) => staleMs);
  const sum = (count: (result: Result) => number) =>
    results.reduce((total, result) => total + count(result), 0);
  const most = (count: (result: Result) => number) => Math.max(...results.map(count));
  const pullRequestHours = sum(({ openPullRequests, hours }) => openPullRequests * hours);
  const hours = sum((result) => result.hours);
  return {
    policy: first.policy,
    all: toPercentiles(listTimes(isShown)),
    kinds: measuredKinds.map((kind) => ({
      kind,
      staleness: isShown(kind) ? toPercentiles(listTimes((one) => one === kind)) : undefined,
    })),
    cost: {
      rest: sum(({ rest }) => rest.charged) / pullRequestHours,
      restRequests: sum(({ rest }) => rest.requests) / pullRequestHours,
      points: sum(({ graphql }) => graphql.points) / pullRequestHours,
    },
    routes: groupBy(
      results.flatMap(({ routes }) => routes),
      ({ api, route }) => `${api} ${route}`,
    )
      .map((same) => ({
        name: `${same[0]?.api === 'graphql' ? 'GraphQL' : 'REST'} ${same[0]?.route}`,
        charged: same.reduce((total, { charged }) => total + charged, 0) / pullRequestHours,
      }))
      .filter(({ charged }) => charged > 0)
      .toSorted((one, other) => other.charged - one.charged),
    shares: {
      rest: sum(({ rest }) => rest.charged) / hours / limits.perHour,
      graphql: sum(({ graphql }) => graphql.points) / hours / limits.perHour,
      restMinute: most(({ rest }) => rest.busiestMinute) / limits.restPointsPerMinute,
      graphqlMinute: most(({ graphql }) => graphql.busiestMinute) / limits.graphqlPointsPerMinute,
      concurrent: most(({ mostConcurrent }) => mostConcurrent) / limits.concurrent,
    },
    refused: sum(({ refused }) => refused.secondary + refused.quota),
    undone: sum(({ undone }) => undone),
    faults: results.flatMap(({ faults }) => faults),
  };
}

export function toPercentiles(times: readonly number[]): Percentiles {
  const sorted = times.toSorted((one, other) => (one < other ? -1 : Number(one > other)));
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

export function formatSeconds(ms: number): string {
  if (Number.isNaN(ms)) return 'none';
  if (!Number.isFinite(ms)) return 'never';
  const seconds = ms / 1_000;
  return seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0);
}
