import { beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../test/support/bucket-pause.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Quota } from '../domain/budget.ts';
import type { BucketPause } from '../domain/forge-token.ts';
import type { AcquiredLane, LaneSchedule, SurveyedHead } from '../domain/repository-lane.ts';
import type { NoAnswer, Surveyed, SurveyedForge, SurveyedMany } from './lane-ports.ts';
import { LaneSurveys, type LaneSurveysDeps } from './lane-surveys.ts';
import { Polling } from './polling.ts';

const second = 1_000;
const minute = 60 * second;
const multiple = 7.5 * second;
const urlPrefix = 'https://forge.test/acme/app/pull/';

const toHead = (letter: string, dueAtMs = 4 * multiple): AcquiredLane => ({
  forgeId: 'forge',
  urlPrefix,
  ownerId: 'ada',
  headSha: letter.repeat(40),
  leasedUntil: new Date(),
  dueAtMs,
  sinceReportedMs: null,
  isFed: false,
  reportedChecks: null,
  sinceMarkedMs: null,
});
const heads = [toHead('a'), toHead('b'), toHead('c')];
const toChecks = (change: Partial<Surveyed> = {}): Surveyed => ({
  kind: 'surveyed',
  passed: 1,
  failed: 0,
  pending: 0,
  hash: 'h',
  runs: [],
  requests: 1,
  validated: true,
  ...change,
});

let clock: FakeClock;
let requestsPerMinute: number;
let quotas: Quota[];
let pauses: BucketPause[];
let polling: Polling;
let answer: (count: number) => SurveyedMany | NoAnswer;
let queries: string[];
let requests: string[];
let schedules: Map<string, LaneSchedule>;
let head: SurveyedHead;

beforeEach(() => {
  clock = new FakeClock();
  requestsPerMinute = 125;
  [quotas, pauses, queries, requests] = [[], [], [], []];
  schedules = new Map();
  polling = new Polling(1);
  answer = (count) => ({ kind: 'surveyed_many', heads: Array(count).fill(toChecks()) });
  head = {
    differing: 0,
    areRulesKnown: true,
    sinceHeadMs: 30 * minute,
    sinceChangedMs: 30 * minute,
    sinceOpenedMs: null,
  };
});

const toLetters = (shas: readonly string[]) => shas.map((sha) => sha.charAt(0)).join('');

const repository = { owner: 'acme', name: 'app' };
const forge: SurveyedForge = {
  id: 'forge',
  statusBuckets: ['core', 'graphql'],
  parseRemoteOrigin: () => repository,
  parsePullRequestUrl: () => ({ repository }),
  toPullRequestUrl: ({ number }) => `${urlPrefix}${number}`,
  listRecentPullRequests: () => Promise.reject(new Error('no list is surveyed')),
  async surveyChecks({ sha }) {
    requests.push(toLetters([sha]));
    return toChecks();
  },
  surveyManyChecks: {
    bucket: 'graphql',
    async survey(commits) {
      queries.push(toLetters(commits.map(({ sha }) => sha)));
      return answer(commits.length);
    },
  },
};

const unused = () => Promise.reject(new Error('not needed for heads'));
const store: LaneSurveysDeps['store'] = {
  listOwners: unused,
  listAwaiting: unused,
  planLanes: unused,
  acquireLanes: unused,
  findNextLane: unused,
  noteMissed: unused,
  markMovedDue: unused,
  confirmUnmoved: unused,
  markHeadDue: unused,
  applyHeadChecks: unused,
  listLaneLoads: async () => [{ tokenFingerprint: 'f', requestsPerMinute, ofHeads: 60 }],
  compareHead: async () => head,
  scheduleLane: async ({ headSha }, next) => void schedules.set(toLetters([headSha]), next),
  pauseToken: async () => {},
};

async function survey(lanes: readonly AcquiredLane[] = heads): Promise<void> {
  const surveys = new LaneSurveys({
    store,
    forges: { findForge: () => forge },
    tokens: {
      findToken: async () => {
        return { kind: 'token', token: 't', fingerprint: 'f', shared: true, pauses };
      },
    },
    budgets: { listQuotas: () => quotas },
    durations: {
      noPrBackoffMs: 15 * second,
      noPrRetryWindowMs: 2 * minute,
      diffStatusTtlMs: 2 * minute,
      noTokenBackoffMs: 10 * minute,
      acquisitionLeaseMs: 5 * minute,
    },
    polling,
    clock,
    logger: new RecordingLogger(),
  });
  await surveys.loads.reload();
  await surveys.surveyHeads(lanes, new AbortController().signal);
}

test('heads are surveyed one by one while conditional requests suffice', async () => {
  requestsPerMinute = 124;
  await survey();
  expect([queries, requests]).toEqual([[], ['a', 'b', 'c']]);
});

test('one query surveys all heads where a request for each would be too many', async () => {
  await survey();
  expect([queries, requests]).toEqual([['abc'], []]);
});

describe('heads that are surveyed together', () => {
  test('are due again together, at the next multiple of 7.5 seconds', async () => {
    await survey();
    for (const letter of 'abc') {
      expect(schedules.get(letter)).toMatchObject({ delayMs: 0, alignMs: multiple });
    }
  });

  test('wait for their next query when none of them is due by one', async () => {
    await survey([toHead('a', 4 * multiple + 1), toHead('b', 4 * multiple + 2)]);
    expect([queries, requests]).toEqual([[], []]);
    expect(schedules.get('b')).toEqual({ delayMs: 0, alignMs: multiple });
  });

  test('are surveyed with one that has become due before its turn', async () => {
    await survey([toHead('a', 4 * multiple + 1), toHead('b')]);
    expect(queries).toEqual(['ab']);
  });

  test('skip queries while nothing about them has changed for an hour', async () => {
    head = { ...head, sinceHeadMs: 90 * minute, sinceChangedMs: 90 * minute };
    await survey();
    expect(schedules.get('a')).toMatchObject({ delayMs: 5 * minute, alignMs: multiple });
  });

  test('are surveyed half as often with half the polling factor', async () => {
    polling = new Polling(0.5);
    await survey([toHead('a', 2 * multiple)]);
    expect(schedules.get('a')).toMatchObject({ alignMs: 2 * multiple });
  });

  test('are surveyed half as often where an hour would take twice what may be spent', async () => {
    quotas = [{ bucket: 'graphql', quota: 5_000, remaining: 3_000, resetInMs: 40 * minute }];
    await survey([toHead('a', 2 * multiple)]);
    expect(schedules.get('a')).toMatchObject({ alignMs: 2 * multiple });
  });
});

describe('heads are surveyed one by one', () => {
  test('where the query does not answer them', async () => {
    answer = () => ({ kind: 'surveyed_many', heads: [toChecks(), undefined, toChecks()] });
    await survey();
    expect([queries, requests]).toEqual([['abc'], ['b']]);
  });

  test('when the query fails', async () => {
    const failure = { kind: 'unavailable', message: 'The forge is down.' } as const;
    answer = () => ({ kind: 'failed', failure });
    await survey();
    expect(requests).toEqual(['a', 'b', 'c']);
  });

  test('when the query throws', async () => {
    answer = () => {
      throw new Error('unexpected');
    };
    await survey();
    expect(requests).toEqual(['a', 'b', 'c']);
  });

  test('while the quota of queries is paused', async () => {
    pauses = [toPause(minute, 'graphql')];
    await survey();
    expect([queries, requests]).toEqual([[], ['a', 'b', 'c']]);
  });
});
