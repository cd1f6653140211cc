import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toPause } from '../../test/support/bucket-pause.ts';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Quota } from '../domain/budget.ts';
import type { TokenLookup } from '../domain/forge-token.ts';
import type { AcquiredLane, ListedPullRequest } from '../domain/repository-lane.ts';
import {
  type RecentPullRequest,
  RepositoryLanes,
  type RepositoryLanesDeps,
  type SurveyedForge,
} from './repository-lanes.ts';

type Recent = Awaited<ReturnType<NonNullable<SurveyedForge['listRecentPullRequests']>>>;

const second = 1_000;
const minute = 60 * second;
const lane = { forgeId: 'forge', urlPrefix: 'https://forge.test/acme/app/pull/', ownerId: 'ada' };
const durations = {
  noPrBackoffMs: 15 * second,
  noPrRetryWindowMs: 2 * minute,
  diffStatusTtlMs: 2 * minute,
  noTokenBackoffMs: 10 * minute,
  acquisitionLeaseMs: 5 * minute,
};

let clock: FakeClock;
let surveyed: string[];
let recent: Recent;
let token: TokenLookup;
let quotas: Quota[];
let pauses: number[];
let lists: ListedPullRequest[][];
let confirmed: number[];
let lanes: { lane: AcquiredLane; dueAt: number }[];
let surveyor: RepositoryLanes;
let stop: () => Promise<void>;

beforeEach(() => {
  clock = new FakeClock();
  [surveyed, pauses, lists, quotas, confirmed] = [[], [], [], [], []];
  lanes = [{ lane, dueAt: clock.now() }];
  recent = {
    kind: 'recent',
    pullRequests: [toRecent(1 * second)],
    validated: true,
    forgeNow: forgeNow(),
  };
  token = { kind: 'token', token: 't', fingerprint: 'f', shared: true, pauses: [] };
});

afterEach(() => stop());

/** The forge's clock is ahead of ours. */
const forgeNow = () => clock.now() + 2 * 60 * minute;

/** A pull request that changed so long ago. */
function toRecent(sinceMs: number): RecentPullRequest {
  const url = `${lane.urlPrefix}7`;
  return {
    kind: 'pull_request',
    url,
    head: { repository: { owner: 'Acme', name: 'App' }, branch: 'agent/work' },
    facts: {
      url,
      number: 7,
      state: 'open',
      title: 'Work',
      draft: false,
      changedAt: new Date(forgeNow() - sinceMs),
      baseBranch: 'main',
      headSha: 'a'.repeat(40),
      authorLogin: 'ada',
      authorAvatarUrl: null,
    },
  };
}

const store: RepositoryLanesDeps['store'] = {
  planLanes: async () => {},
  async acquireLanes() {
    const due = lanes.filter(({ dueAt }) => dueAt <= clock.now());
    for (const one of due) one.dueAt = clock.now() + minute;
    return due.map((one) => one.lane);
  },
  findNextLane: async () => Math.min(...lanes.map(({ dueAt }) => dueAt)) - clock.now(),
  async scheduleLane(scheduled, { delayMs }) {
    for (const one of lanes) if (one.lane === scheduled) one.dueAt = clock.now() + delayMs;
  },
  async markMovedDue(_lane, listed) {
    lists.push([...listed]);
    return 0;
  },
  confirmUnmoved: async (_lane, listed) => void confirmed.push(listed.length),
  pauseToken: async ({ retryInMs }) => void pauses.push(retryInMs),
};

const forge: SurveyedForge = {
  id: 'forge',
  statusBuckets: ['core'],
  parsePullRequestUrl: () => ({ repository: { owner: 'acme', name: 'app' } }),
  async listRecentPullRequests({ owner, name }) {
    surveyed.push(`${owner}/${name}`);
    return recent;
  },
};

async function start(change: Partial<typeof durations> = {}): Promise<void> {
  const controller = new AbortController();
  surveyor = new RepositoryLanes({
    store,
    forges: { listForges: () => [forge], findForge: () => forge },
    tokens: { findToken: async () => token },
    budgets: { listQuotas: () => quotas },
    durations: { ...durations, ...change },
    clock,
    logger: new RecordingLogger(),
  });
  const running = surveyor.run(controller.signal);
  stop = async () => {
    controller.abort();
    await running;
  };
  await settle();
}

describe('surveying a repository', () => {
  test.each([
    ['changed a moment ago', 1 * second, 15 * second],
    ['changed within a day', 60 * minute, minute],
    ['changed within a week', 2 * 24 * 60 * minute, 5 * minute],
    ['has not changed for long', 30 * 24 * 60 * minute, 15 * minute],
  ])('surveys a repository that %s at its pace', async (_, sinceMs, everyMs) => {
    recent = {
      kind: 'recent',
      pullRequests: [toRecent(sinceMs)],
      validated: true,
      forgeNow: forgeNow(),
    };
    await start();
    expect(surveyed).toEqual(['acme/app']);

    await clock.advance(everyMs - second);
    expect(surveyed).toHaveLength(1);
    await clock.advance(second);

    expect(surveyed).toHaveLength(2);
  });

  test('compares rows with each pull request of the list', async () => {
    await start();

    expect(lists[0]).toEqual([
      {
        url: 'https://forge.test/acme/app/pull/7',
        number: 7,
        isOpen: true,
        changedAt: new Date(forgeNow() - second),
        headSha: 'a'.repeat(40),
        headRepository: 'acme/app',
        headBranch: 'agent/work',
      },
    ]);
  });

  test.each([
    [10 * minute, 0],
    [10 * minute + second, 1],
  ])(
    'confirms no pull request that changed %i ms ago by the clock of the forge: %i',
    async (sinceMs, count) => {
      recent = {
        kind: 'recent',
        pullRequests: [toRecent(sinceMs)],
        validated: true,
        forgeNow: forgeNow(),
      };
      await start();
      expect(confirmed).toEqual([count]);
    },
  );

  test('surveys at once when it is woken, after an outage or for another token', async () => {
    await start();
    for (const one of lanes) one.dueAt = clock.now();
    surveyor.wake();
    await settle();
    expect(surveyed).toHaveLength(2);
  });

  test('stops surveying when the forge charges for every survey', async () => {
    recent = {
      kind: 'recent',
      pullRequests: [toRecent(second)],
      validated: false,
      forgeNow: forgeNow(),
    };
    await start();

    await clock.advance(60 * minute);

    expect(surveyed).toHaveLength(1);
  });

  test('does not survey when rows are refreshed more often anyway', async () => {
    await start({ diffStatusTtlMs: 10 * second });
    expect(surveyed).toEqual([]);
  });
});

describe('a survey and its token', () => {
  test('S5: makes no call with a paused token', async () => {
    if (token.kind === 'token') token.pauses = [toPause(10 * minute)];
    await start();
    await clock.advance(9 * minute);
    expect(surveyed).toEqual([]);
  });

  test('makes no call when only the reserve of the quota is left', async () => {
    const resetInMs = 30 * minute;
    quotas = [{ bucket: 'core', quota: 5_000, remaining: 1_900, resetInMs }];
    await start();
    await clock.advance(29 * minute);
    expect(surveyed).toEqual([]);
  });

  test('S5: pauses the token for the whole sync when the forge rate limits it', async () => {
    const retryInMs = 20 * minute;
    recent = { kind: 'rate_limited', retryInMs };
    await start();
    await clock.advance(19 * minute);

    expect(pauses).toEqual([retryInMs]);
    expect(surveyed).toHaveLength(1);
  });
});
