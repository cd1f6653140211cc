import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import type { StatusRequest } from '../../forge.ts';
import type { StubResponse } from '../../testing/forge-double.ts';
import { noon } from '../../testing/test-deps.ts';
import type { GraphQlRequest } from '../testing/answer-graphql.ts';
import { app, graphQlPath } from '../testing/paths.ts';
import {
  type GitHubScenario,
  type GraphQlScript,
  startGitHubScenario,
} from '../testing/start-scenario.ts';

let tested: GitHubScenario;

beforeEach(async () => {
  tested = await startGitHubScenario();
});

afterEach(async () => {
  await tested[Symbol.asyncDispose]();
});

/** Rows whose pull requests are known, numbered from 1. */
function putRows(count: number): StatusRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const branch = `agent/${index + 1}`;
    const { url, state } = tested.putPullRequest({ number: index + 1, branch });
    return { repository: app, branch, known: { url, state } };
  });
}

function fetch(requests: StatusRequest[]): Promise<FetchOutcome[]> {
  return tested.forge.fetchStatuses(requests, tested.access);
}

function toKinds(outcomes: readonly FetchOutcome[]): string[] {
  return outcomes.map(({ kind }) => kind);
}

function allOf(count: number, kind: FetchOutcome['kind']): string[] {
  return Array.from({ length: count }, () => kind);
}

function countSelections({ query }: GraphQlRequest): number {
  return query.match(/part\d+:/g)?.length ?? 0;
}

function takeSizes(): number[] {
  return tested.queries.splice(0).map(countSelections);
}

describe('the size of a query', () => {
  test('starts at 25 and grows to 50 while responses are fast', async () => {
    const rows = putRows(50);
    for (let round = 0; round < 6; round += 1) await fetch(rows);
    expect(takeSizes()).toEqual([25, 25, 30, 20, 35, 15, 40, 10, 45, 5, 50]);
  });

  test('stays the same while responses are slow', async () => {
    tested.answerQueries(() => void (tested.instant.nowMs += 2_000));
    await fetch(putRows(50));
    await fetch(putRows(25));
    expect(takeSizes()).toEqual([25, 25, 25]);
  });
});

describe('a query that overloads GitHub', () => {
  test.each<[string, ReturnType<GraphQlScript>]>([
    ['502', { status: 502, body: '<html>' }],
    ['504', { status: 504 }],
    ['a resource limit', { body: { errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED' }] } }],
    [
      'a resource limit beside partial data',
      {
        body: {
          data: { part0: null },
          errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', path: ['part0'] }],
        },
      },
    ],
    [
      'a general error',
      {
        body: {
          data: null,
          errors: [{ message: 'Something went wrong while executing your query.' }],
        },
      },
    ],
  ])('is split in halves, and the size is remembered: %s', async (_, failure) => {
    const rows = putRows(25);
    tested.answerQueries((request) => (countSelections(request) > 13 ? failure : undefined));
    expect(toKinds(await fetch(rows))).toEqual(allOf(25, 'refreshed'));
    expect(takeSizes()).toEqual([25, 13, 12]);
    await fetch(rows.slice(0, 20));
    expect(takeSizes()[0]).toBeLessThan(25);
  });

  test('is split in halves when it gets no response', async () => {
    await tested[Symbol.asyncDispose]();
    tested = await startGitHubScenario({ timeoutMs: 3_000 });
    const rows = putRows(25);
    tested.answerQueries((request) =>
      countSelections(request) > 13 ? { kind: 'hang' } : undefined,
    );
    expect(toKinds(await fetch(rows))).toEqual(allOf(25, 'refreshed'));
    expect(takeSizes()).toEqual([25, 13, 12]);
  });

  test('because of one row does not affect the others', async () => {
    const rows = putRows(25);
    tested.answerQueries(({ variables }) =>
      Object.values(variables).includes(7) ? { status: 502 } : undefined,
    );
    expect(toKinds(await fetch(rows))).toEqual(allOf(25, 'refreshed'));
    expect(Math.min(...takeSizes())).toBe(5);
    const byRest = tested.server.takeCalls().filter((path) => path.includes('/pulls/'));
    expect(byRest).toContain('/repos/acme/app/pulls/7');
    expect(byRest.length).toBeLessThanOrEqual(10);
  });

  test('is given up after a time limit', async () => {
    tested.answerQueries(() => {
      tested.instant.nowMs += 10_001;
      return { status: 502 };
    });
    expect(toKinds(await fetch(putRows(50)))).toEqual(allOf(50, 'refreshed'));
    expect(tested.queries).toHaveLength(2);
  });
});

describe('an error of one row affects only that row', () => {
  function answerFirst(error: object, more: object = {}) {
    tested.answerQueries(({ variables }) => {
      if (variables.number0 !== 1 || variables.number1 !== 2) return undefined;
      return { body: { data: { part0: null, ...more }, errors: [error] } };
    });
  }

  test('a single sign-on error says what to do, with the link of its organization', async () => {
    const message = 'Resource protected by organization SAML enforcement.';
    const extensions = { saml_failure: true };
    const error = { type: 'FORBIDDEN', path: ['part0'], extensions, message };
    const rows = putRows(2);
    const link = `${tested.server.webBaseUrl}/orgs/Acme/sso?authorization_request=x`;
    let sso = `required; url=${link}`;
    tested.answerQueries(({ variables }) => {
      const concernsFirst = variables.number0 === 1 || variables.branch0 === rows[0]?.branch;
      const headers = { 'x-github-sso': sso };
      const body = { data: { part0: null }, errors: [error] };
      return concernsFirst ? { headers, body } : undefined;
    });
    const [first, second] = await fetch(rows);
    expect(first).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } });
    expect(first).toHaveProperty('failure.message', expect.stringContaining(link));
    expect(second?.kind).toBe('refreshed');
    sso = sso.replace('Acme', 'other');
    const [again] = await fetch(rows);
    expect(again).toHaveProperty('failure.message', expect.stringContaining('single sign-on'));
    expect(again).toHaveProperty('failure.message', expect.not.stringContaining('sso'));
  });

  test.each<[string, object, object]>([
    ['an unknown error', { message: 'Oops', path: ['part0', 'pullRequest', 'headRepository'] }, {}],
    ['missing fields', { message: 'Oops', path: ['part1'] }, { part0: { pullRequest: {} } }],
    ['another shape', { message: 'Oops', path: ['part1'] }, { part0: [], part1: 'x' }],
    ['no data', { message: 'Oops', path: ['elsewhere'] }, {}],
  ])('after %s REST is used (S9)', async (_, error, more) => {
    answerFirst(error, more);
    expect(toKinds(await fetch(putRows(2)))).toEqual(allOf(2, 'refreshed'));
  });

  test('checks that the token may not read are unknown, and the rest is reported', async () => {
    const rows = putRows(2);
    await fetch(rows);
    const path = ['part0', 'pullRequest', 'commits', 'nodes', 0, 'commit', 'statusCheckRollup'];
    const node = {
      number: 1,
      state: 'OPEN',
      title: 'Fix',
      baseRefName: 'main',
      headRefName: 'agent/1',
      headRepository: { nameWithOwner: 'acme/app', databaseId: null },
      reviews: { totalCount: 0, nodes: [] },
      commits: { totalCount: 1, nodes: [{ commit: { oid: 'x', statusCheckRollup: null } }] },
    };
    answerFirst({ type: 'FORBIDDEN', path }, { part0: { pullRequest: node } });
    tested.server.takeCalls();
    const [first] = await fetch(rows);
    const unreadable = expect.stringContaining('read access to checks');
    expect(first).toMatchObject({
      pullRequest: { title: 'Fix', checks: { unreadable }, commits: 1 },
    });
    expect(tested.server.takeCalls().join('\n')).not.toContain('/pulls/1\n');
  });
});

describe('workflows that the token may not read', () => {
  const lint = { name: 'lint', state: 'failed' as const };
  const build = { name: 'build', state: 'passed' as const };

  function putChecks(number: number, checks: (typeof lint | typeof build)[]): StatusRequest {
    const headSha = `${number}`.padStart(40, '0');
    const branch = `agent/${number}`;
    const { url } = tested.putPullRequest({ number, branch, headSha, checks });
    return { repository: app, branch, known: { url, state: 'open' } };
  }

  test('leave the checks of a batch readable', async () => {
    tested.refuseWorkflows();
    const rows = [putChecks(1, [build]), putChecks(2, [lint, build])];
    const outcomes = await fetch(rows);
    expect(outcomes).toMatchObject([
      { pullRequest: { checks: { passed: 1, failed: 0 } } },
      { pullRequest: { checks: { passed: 1, failed: 1 } } },
    ]);
    expect(tested.server.takeCalls().join(' ')).not.toContain('/commits/');
  });

  test('are read by REST where the counts depend on them', async () => {
    tested.refuseWorkflows();
    const passed = { ...lint, state: 'passed' as const };
    const outcomes = await fetch([putChecks(1, [lint, passed]), putChecks(2, [build])]);
    expect(outcomes).toMatchObject([
      { pullRequest: { checks: { passed: 1, failed: 0 } } },
      { pullRequest: { checks: { passed: 1, failed: 0 } } },
    ]);
    expect(tested.server.takeCalls().join(' ')).toContain('/actions/runs');
  });
});

describe('a rate limit (S5)', () => {
  const inTenMinutes = new Date(noon + 600_000);
  const spent = {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': `${inTenMinutes.getTime() / 1000}`,
    'x-ratelimit-resource': 'graphql',
  };
  const limitRest = (number: string) => {
    const headers = { ...spent, 'x-ratelimit-resource': 'core' };
    tested.server.put(`/repos/acme/app/pulls/${number}`, { status: 403, headers });
  };
  const limited = { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded.' }] };

  test.each<[string, StubResponse, number]>([
    ['429', { status: 429, headers: { 'retry-after': '30' } }, 30_000],
    ['status 200 with quota left', { body: limited }, 60_000],
  ])(
    'of the whole token stops all rows without another query: %s',
    async (_, answer, retryInMs) => {
      tested.answerQueries(() => answer);
      const outcomes = await fetch(putRows(50));
      expect(outcomes).toEqual(
        Array.from({ length: 50 }, () => ({ kind: 'rate_limited', retryInMs })),
      );
      expect(tested.server.takeCalls()).toEqual([graphQlPath]);
    },
  );

  const spentGraphQl: [string, StubResponse][] = [
    ['403', { status: 403, headers: spent }],
    ['status 200', { headers: spent, body: limited }],
  ];

  test.each(spentGraphQl)('of GraphQL makes REST serve all rows: %s', async (_, answer) => {
    tested.answerQueries(() => answer);
    const closedBuckets = new Map<string, number>();
    const rows = putRows(50);
    const outcomes = await tested.forge.fetchStatuses(rows, { ...tested.access, closedBuckets });
    expect(toKinds(outcomes)).toEqual(allOf(50, 'refreshed'));
    expect([...closedBuckets]).toEqual([['graphql', 600_000]]);
    expect(tested.queries).toHaveLength(1);
  });

  test.each(spentGraphQl)('of GraphQL leaves a closed REST alone: %s', async (_, answer) => {
    tested.answerQueries(() => answer);
    const closedBuckets = new Map([['core', 1_200_000]]);
    const rows = putRows(2);
    const outcomes = await tested.forge.fetchStatuses(rows, { ...tested.access, closedBuckets });
    expect(outcomes).toMatchObject(rows.map(() => ({ kind: 'rate_limited', retryInMs: 600_000 })));
    expect(tested.server.takeCalls()).toEqual([graphQlPath]);
  });

  test('of REST makes GraphQL serve the row', async () => {
    const rows = putRows(1);
    await fetch(rows);
    limitRest('1');
    const closedBuckets = new Map<string, number>();
    const outcomes = await tested.forge.fetchStatuses(rows, { ...tested.access, closedBuckets });
    expect(toKinds(outcomes)).toEqual(['refreshed']);
    expect([...closedBuckets]).toEqual([['core', 600_000]]);
  });

  test('of REST closes it: GraphQL serves even a single row', async () => {
    const rows = putRows(1);
    await fetch(rows);
    tested.server.takeCalls();
    const closedBuckets = new Map([['core', 600_000]]);
    const outcomes = await tested.forge.fetchStatuses(rows, { ...tested.access, closedBuckets });
    expect(toKinds(outcomes)).toEqual(['refreshed']);
    expect(tested.server.takeCalls()).toEqual([graphQlPath]);
  });

  test('of REST, used as a fallback, stops the remaining rows', async () => {
    tested.removeGraphQl();
    tested.server.put('/repos/acme/app/pulls/1', { status: 429, headers: { 'retry-after': '30' } });
    const outcomes = await fetch(putRows(20));
    expect(toKinds(outcomes)).toEqual(allOf(20, 'rate_limited'));
    expect(tested.server.takeCalls()).toEqual([graphQlPath, '/repos/acme/app/pulls/1']);
  });
});

describe('quotas', () => {
  test('are read from every response', async () => {
    tested.rateLimit.remaining = 4321;
    await fetch(putRows(2));
    const [reading] = [...tested.readings].filter(([key]) => key.endsWith(' graphql'));
    expect(reading?.[1]).toMatchObject({ quota: 5000, remaining: 4321 });
  });

  test('of GraphQL that are nearly spent make REST answer', async () => {
    const rows = putRows(2);
    tested.rateLimit.remaining = 499;
    await fetch(rows);
    tested.queries.length = 0;
    expect(toKinds(await fetch(rows))).toEqual(allOf(2, 'refreshed'));
    expect(tested.queries).toEqual([]);
    tested.instant.nowMs += 1_800_001;
    await fetch(rows);
    expect(tested.queries).toHaveLength(1);
  });

  test('of REST that are nearly spent make GraphQL answer a single row', async () => {
    const [row] = putRows(1);
    if (!row) throw new Error('no row');
    const headers = {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '10',
      'x-ratelimit-reset': `${noon / 1000 + 600}`,
      'x-ratelimit-resource': 'core',
    };
    tested.server.put('/repos/acme/app', { headers });
    await fetch([{ ...row, known: undefined }]);
    tested.server.takeCalls();
    expect(toKinds(await fetch([row]))).toEqual(['refreshed']);
    expect(tested.server.takeCalls()[0]).toEqual(graphQlPath);
  });
});

// S14
test('a row of a batch that only REST can look up has the facts that only GraphQL reports', async () => {
  const rows = putRows(2);
  tested.answerQueries(({ query }) =>
    query.startsWith('query Statuses')
      ? { body: { data: { part0: null, part1: null } } }
      : undefined,
  );
  for (const outcome of await fetch(rows)) {
    expect(outcome).toMatchObject({
      pullRequest: { inMergeQueue: false, unresolvedThreads: 0, conversationUnread: false },
    });
  }
});

// S14
test('rows of a batch that GitHub could not complete have unread threads and queues', async () => {
  const rows = putRows(2);
  tested.answerQueries(() => ({ status: 502 }));
  for (const outcome of await fetch(rows)) {
    expect(outcome).toMatchObject({ pullRequest: { conversationUnread: true } });
  }
});

describe('a server without the required support', () => {
  const unknownField = { body: { errors: [{ message: "Field 'isInMergeQueue' doesn't exist" }] } };

  test.each<[string, StubResponse]>([
    ['refuses everything', unknownField],
    ['has no GraphQL', { status: 404 }],
    ['rejects the token', { status: 401 }],
    ['forbids it', { status: 403 }],
  ])('is read by REST for ten minutes when it %s', async (_, answer) => {
    const rows = putRows(3);
    tested.answerQueries(() => answer);
    expect(toKinds(await fetch(rows))).toEqual(allOf(3, 'refreshed'));
    tested.queries.length = 0;
    tested.instant.nowMs += 10 * 60_000 - 1;
    expect(toKinds(await fetch(rows))).toEqual(allOf(3, 'refreshed'));
    expect(tested.queries).toEqual([]);
    tested.answerQueries(() => undefined);
    tested.instant.nowMs += 1;
    await fetch(rows);
    expect(tested.queries).toHaveLength(1);
  });

  test.each<[string, StubResponse]>([
    ['an HTML page', { body: '<html>' }],
    ['another shape', { body: { message: 'Hello' } }],
  ])('is read by REST for ten minutes when it sends %s for half a minute', async (_, answer) => {
    const rows = putRows(3);
    tested.answerQueries(() => answer);
    expect(toKinds(await fetch(rows))).toEqual(allOf(3, 'refreshed'));
    tested.instant.nowMs += 30_000;
    tested.queries.length = 0;
    expect(toKinds(await fetch(rows))).toEqual(allOf(3, 'refreshed'));
    expect(tested.queries).not.toEqual([]);
    tested.queries.length = 0;
    tested.instant.nowMs += 10 * 60_000 - 1;
    await fetch(rows);
    expect(tested.queries).toEqual([]);
  });

  test('that refuses the token gets one request per API', async () => {
    const rows = putRows(20);
    tested.fail({ kind: 'response', status: 401 });
    const outcomes = await fetch(rows);
    expect(toKinds(outcomes)).toEqual(allOf(20, 'failed'));
    expect(outcomes[19]).toMatchObject({ failure: { kind: 'unauthorized' } });
    expect(tested.requests).toHaveLength(2);
    tested.restore();
    await fetch(rows);
    expect(tested.queries).toHaveLength(1);
  });
});
