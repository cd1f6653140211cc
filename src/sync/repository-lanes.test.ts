import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { toPause } from '../../test/support/bucket-pause.ts';
import { FakeClock, settle } from '../../test/support/fake-clock.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import type { Quota } from '../domain/budget.ts';
import type { ApplyHeadChecks } from '../domain/delivery.ts';
import type { TokenLookup } from '../domain/forge-token.ts';
import type {
  AcquiredLane,
  ConfirmIntervals,
  LaneSchedule,
  ListedPullRequest,
  PlanLanes,
  SurveyedHead,
} from '../domain/repository-lane.ts';
import { UnavailableError } from '../platform/unavailable-error.ts';
import type { NoAnswer, Recent, RecentPullRequest, Surveyed, SurveyedForge } from './lane-ports.ts';
import { Polling } from './polling.ts';
import { RepositoryLanes, type RepositoryLanesDeps } from './repository-lanes.ts';

const second = 1_000;
const minute = 60 * second;
const lane: AcquiredLane = {
  forgeId: 'forge',
  urlPrefix: 'https://forge.test/acme/app/pull/',
  ownerId: 'ada',
  headSha: '',
  leasedUntil: new Date(),
  dueAtMs: 0,
  sinceReportedMs: null,
  isFed: false,
  reportedChecks: null,
  sinceMarkedMs: null,
};
const headLane: AcquiredLane = { ...lane, headSha: 'a'.repeat(40) };
const durations = {
  noPrBackoffMs: 15 * second,
  noPrRetryWindowMs: 2 * minute,
  diffStatusTtlMs: 2 * minute,
  noTokenBackoffMs: 10 * minute,
  acquisitionLeaseMs: 5 * minute,
};

let clock: FakeClock;
let surveyed: string[];
let recent: Recent | NoAnswer;
let checks: Surveyed;
let head: SurveyedHead;
let marked: string[];
let applied: ApplyHeadChecks[];
let missed: number;
let moved: number;
let plans: PlanLanes[];
let owners: string[];
let schedules: LaneSchedule[];
let load: number;
let token: TokenLookup;
let quotas: Quota[];
let pauses: number[];
let lists: ListedPullRequest[][];
let confirmed: number[];
let intervals: ConfirmIntervals[];
let lanes: { lane: AcquiredLane; dueAt: number }[];
let surveyor: RepositoryLanes;
let stop: () => Promise<void>;

beforeEach(() => {
  clock = new FakeClock();
  [surveyed, pauses, lists, quotas, confirmed] = [[], [], [], [], []];
  [applied, intervals] = [[], []];
  [marked, plans, schedules, missed, moved, load] = [[], [], [], 0, 0, 0];
  const counts = { passed: 1, failed: 0, pending: 0 };
  checks = { kind: 'surveyed', ...counts, hash: 'h', runs: [], requests: 1, validated: true };
  head = {
    differing: 0,
    areRulesKnown: true,
    sinceHeadMs: 90 * minute,
    sinceChangedMs: 90 * minute,
    sinceOpenedMs: null,
  };
  owners = ['ada'];
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
  listOwners: async (after, limit) => owners.filter((id) => id > after).slice(0, limit),
  listAwaiting: async () => [],
  planLanes: async (plan) => void plans.push(plan),
  async acquireLanes(limit, busyForgeIds) {
    const due = lanes
      .filter((one) => one.dueAt <= clock.now() && !busyForgeIds.includes(one.lane.forgeId))
      .slice(0, limit);
    for (const one of due) one.dueAt = clock.now() + minute;
    return due.map((one) => one.lane);
  },
  async findNextLane(busyForgeIds) {
    const dueAt = lanes.filter((one) => !busyForgeIds.includes(one.lane.forgeId));
    return Math.min(...dueAt.map((one) => one.dueAt)) - clock.now();
  },
  listLaneLoads: async () => [{ tokenFingerprint: 'f', requestsPerMinute: load, ofHeads: 0 }],
  async scheduleLane(scheduled, next) {
    schedules.push(next);
    for (const one of lanes) if (one.lane === scheduled) one.dueAt = clock.now() + next.delayMs;
  },
  noteMissed: async () => void (missed += 1),
  async markMovedDue(_lane, listed) {
    lists.push([...listed]);
    return moved;
  },
  async confirmUnmoved(_lane, listed, within) {
    confirmed.push(listed.length);
    intervals.push(within);
  },
  compareHead: async () => head,
  async markHeadDue(_lane, { hash }, { all }) {
    marked.push(all ? `${hash}, all` : hash);
    return head.differing;
  },
  async applyHeadChecks(apply) {
    applied.push(apply);
    return 1;
  },
  pauseToken: async ({ retryInMs }) => void pauses.push(retryInMs),
};

const repository = { owner: 'acme', name: 'app' };
const forge: SurveyedForge = {
  id: 'forge',
  statusBuckets: ['core'],
  parseRemoteOrigin: () => repository,
  parsePullRequestUrl: () => ({ repository }),
  toPullRequestUrl: ({ number }) => `${lane.urlPrefix}${number}`,
  async listRecentPullRequests({ owner, name }) {
    surveyed.push(`${owner}/${name}`);
    return recent;
  },
  async surveyChecks({ sha }) {
    surveyed.push(sha.slice(0, 7));
    return checks;
  },
};

async function start(
  change: Partial<typeof durations> = {},
  forges: readonly SurveyedForge[] = [forge],
  polling = new Polling(1),
): Promise<void> {
  const controller = new AbortController();
  surveyor = new RepositoryLanes({
    store,
    forges: { listForges: () => forges, findForge: (id) => forges.find((one) => one.id === id) },
    tokens: { findToken: async () => token },
    budgets: { listQuotas: () => quotas },
    durations: { ...durations, ...change },
    polling,
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

  test('surveys again soon after the database was away during a survey', async () => {
    const failing = vi.spyOn(store, 'markMovedDue');
    failing.mockRejectedValue(new UnavailableError('connection refused'));
    await start();
    failing.mockRestore();
    await clock.advance(second);
    expect(surveyed).toHaveLength(2);
  });

  test('surveys a forge that is served only after the start', async () => {
    const forges: SurveyedForge[] = [];
    lanes = [];
    await start({}, forges);
    expect(plans.at(-1)?.forgeIds).toEqual([]);
    forges.push(forge);
    lanes = [{ lane, dueAt: clock.now() }];
    await clock.advance(minute);
    expect(plans.at(-1)?.forgeIds).toEqual(['forge']);
    expect(surveyed).toContain('acme/app');
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

describe('a branch that awaits its pull request', () => {
  test.each([
    ['within a minute of its push', 30 * second, 3 * second],
    ['within ten minutes', 5 * minute, 15 * second],
    ['within a day', 60 * minute, minute],
  ])('makes its repository be surveyed more often %s', async (_, sinceReportedMs, everyMs) => {
    if (recent.kind === 'recent') recent.pullRequests = [];
    lanes = [{ lane: { ...lane, sinceReportedMs }, dueAt: clock.now() }];
    await start();
    await clock.advance(everyMs - second);
    expect(surveyed).toHaveLength(1);
    await clock.advance(second);
    expect(surveyed).toHaveLength(2);
  });

  test('has its lane planned as soon as the push is reported', async () => {
    await start();
    surveyor.noteChange('one');
    surveyor.noteChange('two');
    await clock.advance(second);
    expect(plans.at(-1)?.scope).toEqual({ kind: 'chats', ids: ['one', 'two'] });
    expect(plans).toHaveLength(2);
  });
});

describe('the lanes of many owners', () => {
  const listPlanned = () =>
    plans.map(({ scope }) => [scope.kind, scope.ids.at(0), scope.ids.at(-1)].join(' '));

  beforeEach(() => {
    lanes = [];
    owners = Array.from({ length: 450 }, (_, number) => `owner-${number + 100}`);
  });

  test('are planned in rounds of a minute, some owners every five seconds', async () => {
    await start();
    expect(listPlanned()).toEqual(['owners owner-100 owner-299']);
    await clock.advance(10 * second);
    expect(listPlanned().slice(1)).toEqual([
      'owners owner-300 owner-499',
      'owners owner-500 owner-549',
    ]);
    await clock.advance(50 * second);
    expect(plans).toHaveLength(3);
    await clock.advance(20 * second);
    expect(plans).toHaveLength(6);
  });

  test('are planned for a changed chat before the round comes to its owner', async () => {
    await start();
    surveyor.noteChange('one');
    await clock.advance(second);
    expect(listPlanned()).toEqual(['owners owner-100 owner-299', 'chats one one']);
  });
});

describe('beside a live feed', () => {
  beforeEach(() => {
    lanes = [{ lane: { ...lane, isFed: true }, dueAt: clock.now() }];
  });

  test('a repository is surveyed every five minutes', async () => {
    await start();
    await clock.advance(5 * minute - second);
    expect(surveyed).toHaveLength(1);
    await clock.advance(second);
    expect(surveyed).toHaveLength(2);
    expect(missed).toBe(0);
  });

  test('a change that no delivery reported ends that at once', async () => {
    moved = 1;
    await start();
    expect(missed).toBe(1);
    await clock.advance(15 * second);
    expect(surveyed).toHaveLength(2);
  });
});

describe('surveying the checks of a head', () => {
  beforeEach(() => {
    lanes = [{ lane: headLane, dueAt: clock.now() }];
  });

  test('confirms rows that show the same checks', async () => {
    await start();
    expect(surveyed).toEqual(['aaaaaaa']);
    expect(marked).toEqual([]);
    expect(schedules[0]).toMatchObject({ isConfirmed: true, delayMs: 5 * minute });
  });

  test('shows them in rows that show others, without a read', async () => {
    head = { ...head, differing: 1 };
    checks = { ...checks, pending: 1 };
    await start();
    expect(applied).toMatchObject([
      {
        forgeId: 'forge',
        sha: headLane.headSha,
        repository: 'acme/app',
        pullRequestPrefix: lane.urlPrefix,
        ownerId: 'ada',
        reported: { kind: 'list', runs: [], sinceReadMs: 0 },
      },
    ]);
    expect(marked).toEqual(['h']);
    expect(schedules[0]).toMatchObject({ isConfirmed: false });
  });

  test('makes all its rows due when the last check has ended', async () => {
    head = { ...head, differing: 1 };
    await start();
    expect(marked).toEqual(['h, all']);
  });

  test('S15: shows nothing where it is unknown which checks are required', async () => {
    head = { ...head, differing: 1, areRulesKnown: false };
    await start();
    expect(applied).toEqual([]);
    expect(marked).toHaveLength(1);
  });

  test.each([
    ['not again for the same checks at once', 59 * second, []],
    ['again after a minute', minute, ['h, all']],
  ])('makes them due %s', async (_, sinceMarkedMs, expected) => {
    head = { ...head, differing: 1 };
    lanes = [{ lane: { ...headLane, reportedChecks: 'h', sinceMarkedMs }, dueAt: clock.now() }];
    await start();
    expect(marked).toEqual(expected);
  });
});

describe('polling', () => {
  test.each([
    [0.5, 30 * second],
    [2, 7.5 * second],
    [10, 1.5 * second],
  ])('surveys a list with a factor of %d every %d ms', async (factor, everyMs) => {
    await start({}, [forge], new Polling(factor));
    expect(schedules[0]).toMatchObject({
      delayMs: everyMs,
      demand: { requestsPerMinute: minute / everyMs },
    });
    expect(intervals).toEqual([{ confirmMs: (2 * minute) / factor, pollPace: factor }]);
  });

  test('surveys the checks of a head half as often with half the factor', async () => {
    lanes = [{ lane: headLane, dueAt: clock.now() }];
    await start({}, [forge], new Polling(0.5));
    expect(schedules[0]?.delayMs).toBe(10 * minute);
  });

  test('never surveys a list more often than every second', async () => {
    lanes = [{ lane: { ...lane, sinceReportedMs: 0 }, dueAt: clock.now() }];
    await start({}, [forge], new Polling(10));
    expect(schedules[0]?.delayMs).toBe(second);
  });

  test('surveys and plans nothing while it is paused, and goes on at once', async () => {
    const polling = new Polling(1);
    await start({}, [forge], polling);
    polling.note(new Date(clock.now()));
    surveyor.wake();
    surveyor.noteChange('one');
    await clock.advance(60 * minute);
    expect([surveyed.length, plans.length]).toEqual([1, 1]);

    polling.note(null);
    await settle();
    expect([surveyed.length, plans.length]).toEqual([2, 2]);
    expect(plans[1]?.scope).toEqual({ kind: 'owners', ids: owners });
  });

  test.each([1, 10])(
    'spreads the overdue lanes when it goes on with a factor of %d',
    async (factor) => {
      lanes = Array.from({ length: 300 }, () => ({ lane: { ...headLane }, dueAt: clock.now() }));
      checks = { ...checks, pending: 1 };
      head = { ...head, sinceChangedMs: 0 };
      const polling = new Polling(factor);
      polling.note(new Date(clock.now()));
      await start({}, [forge], polling);
      await clock.advance(60 * minute);
      expect(surveyed).toEqual([]);

      polling.note(null);
      await clock.advance(second);
      expect(surveyed.length).toBeLessThanOrEqual(22);
      await clock.advance(59 * second);
      expect(surveyed.length).toBeGreaterThan(100);
      expect(surveyed.length).toBeLessThanOrEqual(120);
    },
  );
});

describe('many lanes of one token', () => {
  test('grow their intervals so that together they keep to the limit', async () => {
    load = 250;
    await start();
    expect(schedules[0]).toMatchObject({
      delayMs: 2.5 * 15 * second,
      demand: { requestsPerMinute: 4, tokenFingerprint: 'f' },
    });
  });

  test('grow them when the quota would not last', async () => {
    quotas = [{ bucket: 'core', quota: 5_000, remaining: 3_500, resetInMs: 45 * minute }];
    await start();
    expect(schedules[0]?.delayMs).toBe(2 * 15 * second);
  });

  test('never send more than 120 requests within a minute', async () => {
    checks = { ...checks, pending: 1 };
    head = { ...head, sinceChangedMs: 0 };
    lanes = Array.from({ length: 300 }, () => ({ lane: { ...headLane }, dueAt: clock.now() }));
    await start();
    const counts: number[] = [];
    for (let passed = 0; passed < 180; passed += 1) {
      await clock.advance(second);
      counts.push(surveyed.length);
    }
    const perMinute = counts.slice(60).map((count, index) => count - (counts[index] ?? 0));
    expect(Math.max(...perMinute, counts[59] ?? 0)).toBeLessThanOrEqual(120);
    expect(Math.min(...perMinute)).toBeGreaterThan(90);
  });
});
