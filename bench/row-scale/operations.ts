import type { LaneScope } from '../../src/domain/repository-lane.ts';
import type { AcquiredRow, MarkStale } from '../../src/domain/tracked-branch.ts';
import type { Database } from '../../src/store/database.ts';
import { countQueue } from '../../src/store/queries/branches/count-queue.ts';
import { deleteOldTimeline } from '../../src/store/queries/branches/delete-old-timeline.ts';
import { keepTimelinePartitions } from '../../src/store/queries/branches/keep-timeline-partitions.ts';
import { listDiffStatuses } from '../../src/store/queries/branches/list-diff-statuses.ts';
import { listChats } from '../../src/store/queries/chats/list-chats.ts';
import { retireCheckouts } from '../../src/store/queries/checkouts/retire-checkouts.ts';
import { measureDataAge } from '../../src/store/queries/health/measure-data-age.ts';
import { deleteOldValidators } from '../../src/store/queries/tokens/delete-old-validators.ts';
import { createSyncStore, type SyncStore } from '../../src/store/sync-store.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import { chatsOfBigOwner, chatsPerOwner } from './rows.ts';

export interface Operation {
  name: string;
  rounds: number;
  /** Arranges a round; its time is not measured. */
  arrange?: () => Promise<unknown>;
  run: () => Promise<unknown>;
}

const batch = 50;
const lanesPerPass = 20;
/** A replica plans up to 200 at once; the smallest database has fewer. */
const ownersPerPlan = 20;
const rounds = 40;
/** Of statements that run once a minute or once a day. */
const fewRounds = 7;
const day = 86_400_000;
const newestChats = {
  ids: null,
  workspaceId: null,
  pullRequest: [],
  reasons: null,
  repository: null,
  author: null,
  text: null,
  archived: null,
  sort: 'created',
  limit: 100,
  after: null,
} as const;
const noExclusions = { ownerIds: [], keys: [] };
const notDue = { kind: 'in', delayMs: 2 * 3_600_000 } as const;

/** What the engine does with the rows of one database, in an order in which each finds what it needs. */
export function listOperations(database: Database, size: number): Operation[] {
  const store = createSyncStore(database);
  let acquired: AcquiredRow[] = [];
  let additions = 0;
  const pickChat = () => chatsOfBigOwner + 1 + random(size - chatsOfBigOwner);
  const pickOwner = () => `owner-${Math.floor(pickChat() / chatsPerOwner)}`;

  const makeDue = () => {
    const chats = Array.from({ length: 4 * batch }, () => `chat-${1 + random(size)}`);
    return runSql(
      database,
      `UPDATE chat_diff_statuses SET stale_at = now() - interval '1 minute'
        WHERE (chat_id, git_remote_origin, git_branch) IN (
          SELECT chat_id, git_remote_origin, git_branch FROM chat_diff_statuses
          WHERE chat_id = ANY ($1::text[]) AND pull_request_state = 'open' LIMIT ${batch})`,
      [chats],
    );
  };
  const acquire = async () => {
    acquired = await store.acquireStale({
      forgeId: 'forge',
      limit: batch,
      ownerLimit: batch,
      running: new Map(),
      leaseMs: 300_000,
      exclusions: noExclusions,
      isPollingPaused: false,
    });
  };
  const record = () =>
    Promise.all(
      acquired.map((row) => {
        const { url, branch: headBranch } = row;
        if (url === null) throw new Error('a row without a pull request was acquired');
        const number = Number(url.split('/').at(-1));
        const pullRequest = toPullRequest({ url, number, headBranch, additions });
        return store.recordPullRequest(row, pullRequest, notDue);
      }),
    );
  const list = async (ownerId: string) => {
    const chats = await listChats(database, { ...newestChats, ownerId });
    await listDiffStatuses(
      database,
      chats.map(({ id }) => id),
    );
  };
  const plan = async (scope: LaneScope) => {
    const forgeIds = ['forge'];
    const awaiting = await store.listAwaiting(forgeIds, scope);
    const awaited = awaiting.map(({ forgeId, ownerId, repository, reportedAt }) => {
      return { forgeId, ownerId, reportedAt, urlPrefix: `https://forge.test/${repository}/pull/` };
    });
    await store.planLanes({ forgeIds, checkForgeIds: forgeIds, awaited, scope });
  };
  const makeLanesDue = () =>
    runSql(
      database,
      `UPDATE lanes SET due_at = now() WHERE (forge_id, lower(url_prefix), owner_id, head_sha) IN (
        SELECT forge_id, lower(url_prefix), owner_id, head_sha FROM lanes
        ORDER BY due_at DESC LIMIT ${lanesPerPass})`,
    );
  const makeVerdictsDue = () =>
    runSql(
      database,
      `UPDATE chat_diff_statuses SET verdict_due_at = '-infinity' WHERE chat_id = ANY ($1::text[])`,
      [Array.from({ length: batch }, () => `chat-${1 + random(size)}`)],
    );
  const findDue = () =>
    store.findEarliestDue({
      forgeId: 'forge',
      exclusions: noExclusions,
      lingerMs: 10_000,
      isPollingPaused: false,
    });

  return [
    { name: 'store a push signal', rounds, run: () => store.markStale(toPush(pickChat())) },
    { name: 'find the next due row', rounds, run: findDue },
    { name: `acquire ${batch} due rows`, rounds, arrange: makeDue, run: acquire },
    {
      name: `record ${batch} rows, changed`,
      rounds,
      arrange: async () => {
        await makeDue();
        await acquire();
        additions += 1;
      },
      run: record,
    },
    {
      name: `record ${batch} rows, unchanged`,
      rounds,
      arrange: async () => {
        await makeDue();
        await acquire();
        await record();
      },
      run: record,
    },
    { name: 'list the chats of an owner, 20', rounds, run: () => list(pickOwner()) },
    { name: 'list the chats of an owner, 100 of 500', rounds, run: () => list('big') },
    {
      name: 'decide 50 verdicts',
      rounds,
      arrange: makeVerdictsDue,
      run: () => store.settleVerdicts(500),
    },
    { name: 'find the next verdict', rounds, run: () => store.findNextVerdict() },
    {
      name: 'plan the lanes of one chat',
      rounds,
      run: () => plan({ kind: 'chats', ids: [`chat-${pickChat()}`] }),
    },
    {
      name: `acquire ${lanesPerPass} lanes`,
      rounds,
      arrange: makeLanesDue,
      run: () => store.acquireLanes(lanesPerPass),
    },
    { name: 'find the next lane', rounds, run: () => store.findNextLane() },
    { name: 'each 10 s: check the clock', rounds, run: () => store.keepClock() },
    { name: 'each minute: the heartbeat', rounds: fewRounds, run: () => recordReplica(store) },
    {
      name: 'each minute: sample the age of the data',
      rounds: fewRounds,
      arrange: () => runSql(database, 'DELETE FROM data_age_samples'),
      run: () => store.recordDataAge(),
    },
    {
      name: `each 5 s: plan the lanes of ${ownersPerPlan} owners`,
      rounds: fewRounds,
      run: () => {
        const first = Math.floor(pickChat() / chatsPerOwner);
        const ids = Array.from({ length: ownersPerPlan }, (_, more) => `owner-${first + more}`);
        return plan({ kind: 'owners', ids });
      },
    },
    { name: 'each minute: sum the lanes', rounds: fewRounds, run: () => store.listLaneLoads() },
    { name: 'each minute: archive', rounds: fewRounds, run: () => retireCheckouts(database) },
    {
      name: 'each minute: delete samples',
      rounds: fewRounds,
      run: () => store.deleteOldSamples(),
    },
    { name: 'metrics: count the queue', rounds: fewRounds, run: () => countQueue(database) },
    { name: 'metrics: age of the data', rounds: fewRounds, run: () => measureDataAge(database) },
    {
      name: 'each day: delete the old timeline',
      rounds: fewRounds,
      run: async () => {
        await keepTimelinePartitions(database, 30 * day);
        await deleteOldTimeline(database, { ageMs: 30 * day, mostEntries: 500 });
      },
    },
    {
      name: 'each day: delete old validators',
      rounds: fewRounds,
      run: () => deleteOldValidators(database, 30 * day),
    },
  ];
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}

function toPush(chat: number): MarkStale {
  const repository = `acme/app-${Math.floor(chat / 20)}`;
  return {
    ownerId: `owner-${Math.floor(chat / chatsPerOwner)}`,
    chatIds: [`chat-${chat}`],
    remoteOrigin: `https://forge.test/${repository}.git`,
    branch: `branch-${chat}`,
    forgeId: 'forge',
    repository,
    headSha: null,
  };
}

function recordReplica(store: SyncStore) {
  const replica = { id: 'bench', host: 'bench', version: '0', elapsedMs: 0, forgeIds: ['forge'] };
  return store.recordReplica(replica);
}
