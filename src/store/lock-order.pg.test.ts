import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toCheckRun } from '../../test/support/checks.ts';
import { createPostgresUrl } from '../../test/support/databases/postgres-url.ts';
import { runSql } from '../../test/support/databases/run-sql.ts';
import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { toFacts } from '../../test/support/scripted-deliveries.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore, inTwoMinutes } from '../../test/support/stored-chats.ts';
import type { PlanLanes } from '../domain/repository-lane.ts';
import type { AcquiredRow } from '../domain/tracked-branch.ts';
import type { Driver } from './database.ts';
import { createDiscoveryStore } from './discovery-store.ts';
import { createHttpStore } from './http-store.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { deleteOldTimeline } from './queries/branches/delete-old-timeline.ts';
import { releaseUnknownForges } from './queries/branches/release-unknown-forges.ts';
import { releaseUnserved } from './queries/branches/release-unserved.ts';
import { retireCheckouts } from './queries/checkouts/retire-checkouts.ts';
import { deleteEndedBudgets } from './queries/tokens/delete-ended-budgets.ts';
import { deleteForgeToken } from './queries/tokens/delete-forge-token.ts';
import { deleteOldValidators } from './queries/tokens/delete-old-validators.ts';
import { ensureUser } from './queries/tokens/ensure-user.ts';
import { releaseChangedTokens } from './queries/tokens/release-changed-tokens.ts';
import { saveForgeToken } from './queries/tokens/save-forge-token.ts';
import { type SettledHead, saveSettledHeads } from './queries/verdicts/save-settled-heads.ts';
import { settleVerdicts } from './settle-verdicts.ts';
import { rememberedHeads } from './verdict-facts.ts';

/*
 * Statements that write several rows and run at the same time on real connections. The server counts the
 * deadlocks, so that one counts although the statement was repeated.
 */

const chatIds = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Chats of own pull requests, each with a branch that other chats have too. */
const ownChatIds = ['own-1', 'own-2', 'own-3'];
const branches = ['main', 'agent/one', 'agent/two'];
const origin = 'https://forge.test/acme/app.git';
const repository = { owner: 'Acme', name: 'app' };
const { url } = toPullRequest();
const urlPrefix = url.replace(/\d+$/, '');
const lane = {
  forgeId: 'forge',
  ownerId: 'ada',
  urlPrefix,
  headSha: '',
  leasedUntil: new Date(),
  dueAtMs: 0,
  sinceReportedMs: null,
  isFed: false,
  reportedChecks: null,
  sinceMarkedMs: null,
};
const plan: PlanLanes = {
  forgeIds: ['forge'],
  checkForgeIds: ['forge'],
  awaited: [{ forgeId: 'forge', ownerId: 'ada', urlPrefix, reportedAt: new Date() }],
  scope: { kind: 'owners', ids: ['ada', 'grace'] },
};
const checks = { passed: 1, failed: 0, pending: 0, hash: 'a', runs: [] };

let databaseUrl: string;
let database: Driver;
let arranged: ArrangedStore;

beforeAll(async () => {
  databaseUrl = await createPostgresUrl();
  open();
});

afterAll(() => database[Symbol.asyncDispose]());

function open(): void {
  database = openPostgres({ url: databaseUrl, logger: new RecordingLogger(), maxConnections: 16 });
  arranged = arrangeStore(database);
}

/** Everything that writes, as `[name, run]`. `pick` chooses among the rows. */
function listWriters(pick: (most: number) => number): [string, () => Promise<unknown>][] {
  const { store } = arranged;
  const http = createHttpStore(database);
  const discovery = createDiscoveryStore(database);
  const chatId = () => chatIds[pick(chatIds.length)] ?? '';
  const ownChatId = () => ownChatIds[pick(ownChatIds.length)] ?? '';
  const ownUrl = (id: string) => `${lane.urlPrefix}${id}`;
  const follow = (id: string, followed: string) =>
    discovery.follow({
      ownerId: 'ada',
      publicId: id,
      workspaceId: id.replace('-', ':'),
      title: '',
      url: ownUrl(id),
      repositoryUrl: 'https://forge.test/acme/app',
      remoteOrigin: origin,
      branch: followed,
      forgeId: 'forge',
      repository: 'acme/app',
      repositoryId: null,
    });
  const branch = () => branches[pick(branches.length)] ?? '';
  // Statements that record read only its key and revision.
  const row = () =>
    ({ chatId: chatId(), remoteOrigin: origin, branch: branch(), revision: 1 }) as AcquiredRow;
  const listed = [
    {
      url,
      number: 1,
      isOpen: true,
      changedAt: new Date(),
      headSha: 'a'.repeat(40),
      headRepository: 'acme/app',
      headBranch: 'main',
    },
  ];
  const head = { repository: 'acme/app', branch: branch() };
  const deliveryId = `delivery-${pick(4)}`;
  const signal = (ids: readonly string[]) =>
    store.markStale({
      ownerId: 'ada',
      chatIds: ids,
      remoteOrigin: origin,
      branch: branch(),
      forgeId: 'forge',
      repository: 'acme/app',
      headSha: null,
    });
  /** A branch that is tracked under an unserved address, and then turns out to be the same. */
  const signalDuplicate = async () => {
    const remoteOrigin = `${origin}/`;
    const alias = { ownerId: 'ada', chatIds, remoteOrigin, branch: branch(), headSha: null };
    await store.markStale({ ...alias, forgeId: '', repository: '' });
    await store.markStale({ ...alias, forgeId: 'forge', repository: 'acme/app' });
  };
  const acquireAll = () =>
    store.acquireStale({
      forgeId: 'forge',
      limit: 10,
      ownerLimit: 10,
      running: new Map(),
      leaseMs: 1_000,
      exclusions: { ownerIds: [], keys: [] },
    });
  return [
    ['signal of a workspace', () => signal(chatIds.toReversed())],
    ['signals that merge rows', signalDuplicate],
    ['signal of a chat', () => signal([chatId()])],
    ['acquire', acquireAll],
    [
      'acquire of a chat',
      () =>
        store.acquireChat({
          chatId: chatId(),
          leaseMs: 1_000,
          settledAfterMs: 0,
          force: true,
          keys: [],
        }),
    ],
    ['release', () => store.releaseLeases([row(), row(), row(), row()])],
    ['assigned forge', () => store.assignForge(row(), 'forge')],
    ['assigned repository', () => store.assignRepository(row(), 'acme/app')],
    ['pull request', () => store.recordPullRequest(row(), toPullRequest(), inTwoMinutes)],
    ['no pull request', () => store.recordNoPullRequest(row(), inTwoMinutes)],
    ['cleared pull request', () => store.clearPullRequest(row(), inTwoMinutes)],
    ['failure', () => store.recordFailure(row(), { kind: 'timed_out', message: '' }, inTwoMinutes)],
    [
      'pause',
      () =>
        store.pauseToken({
          forgeId: 'forge',
          tokenFingerprint: 'f',
          retryInMs: 60_000,
          bucket: null,
          statusBuckets: ['core'],
          message: '',
          shared: true,
        }),
    ],
    [
      'linked token',
      () =>
        saveForgeToken(database, {
          ownerId: 'ada',
          forgeId: 'forge',
          ciphertext: Buffer.from('x'),
          fingerprint: 'f',
          apiBaseUrl: origin,
          webBaseUrl: origin,
        }),
    ],
    ['unlinked token', () => deleteForgeToken(database, 'ada', 'forge')],
    ['changed tokens', () => releaseChangedTokens(database, 'forge', null)],
    [
      'polling that goes on',
      async () => {
        await store.savePollingPause({ isPaused: true, spreadMs: 0 });
        await store.savePollingPause({ isPaused: false, spreadMs: 1_000 });
      },
    ],
    ['verdicts', () => settleVerdicts(database, 10)],
    [
      'checkout',
      () =>
        http.saveCheckout({
          ownerId: 'ada',
          chatId: chatId(),
          worktreeId: 'clone:0123456789abcdef',
          path: null,
          branch: branch(),
          headSha: null,
          pushedSha: null,
          ahead: pick(3),
          behind: null,
          changedFiles: null,
        }),
    ],
    ['removed worktree', () => http.markCheckoutGone('ada', chatId())],
    ['retired chats', () => retireCheckouts(database)],
    [
      'settled heads',
      () => database.transaction((connection) => saveSettledHeads(connection, listHeads(pick))),
    ],
    ['lanes', () => store.planLanes(plan)],
    [
      'lanes of a chat',
      () => store.planLanes({ ...plan, scope: { kind: 'chats', ids: [chatId()] } }),
    ],
    [
      'changed checks',
      () => store.markHeadDue({ ...lane, headSha: 'a'.repeat(40) }, checks, { all: true }),
    ],
    ['acquired lanes', () => store.acquireLanes(10)],
    ['scheduled lane', () => store.scheduleLane(lane, { delayMs: 0, changedAt: new Date() })],
    ['moved pull requests', () => store.markMovedDue(lane, listed)],
    [
      'unmoved pull requests',
      () => store.confirmUnmoved(lane, listed, { confirmMs: 120_000, pollPace: 1 }),
    ],
    [
      'delivery',
      () =>
        http.saveDelivery({
          forgeId: 'forge',
          deliveryId,
          isIdSent: true,
          headers: {},
          body: Buffer.from(randomUUID()),
        }),
    ],
    [
      'acquired and kept deliveries',
      async () => {
        const acquired = await store.acquireDeliveries({ limit: 3, leaseMs: 1 });
        for (const { id } of acquired)
          await store.keepUnmatched({
            id,
            forgeId: 'forge',
            branches: [head, { ...head, branch: 'untracked' }],
          });
      },
    ],
    [
      'old deliveries',
      () => store.deleteOldDeliveries({ processedMs: 0, unmatchedMs: 1, mostUnmatched: 5 }),
    ],
    ['due branch', () => store.markBranchDue({ forgeId: 'forge', head, url, isRoutine: false })],
    [
      'routinely due branch',
      () => store.markBranchDue({ forgeId: 'forge', head, url, isRoutine: true }),
    ],
    [
      'due commit',
      () =>
        store.markCommitDue({
          forgeId: 'forge',
          repository: 'acme/app',
          sha: 'a'.repeat(40),
          pullRequestPrefix: lane.urlPrefix,
        }),
    ],
    [
      'checks',
      () =>
        store.applyHeadChecks({
          forgeId: 'forge',
          repository: 'acme/app',
          sha: 'a'.repeat(40),
          pullRequestPrefix: lane.urlPrefix,
          reported: {
            kind: 'runs',
            requiresByName: true,
            runs: [toCheckRun('test', pick(2) === 0 ? 'passed' : 'pending', { sequence: pick(9) })],
          },
        }),
    ],
    [
      'facts',
      () =>
        store.recordPullRequestFacts({
          forgeId: 'forge',
          head: { repository, branch: head.branch },
          facts: toFacts({ changedAt: new Date(), title: randomUUID() }),
        }),
    ],
    [
      'feed',
      () =>
        store.recordFeedDeliveries({
          forgeId: 'forge',
          repositories: ['acme/app', 'acme/b', 'acme/a'].map((name) => ({ name, id: null })),
          isAboutChecks: true,
          receivedAt: new Date(),
        }),
    ],
    [
      'claimed feeds',
      () => store.claimFeeds({ forgeIds: ['forge'], minimumAgeMs: 0, marginMs: 0, longestMs: 1 }),
    ],
    [
      'replica',
      () =>
        store.recordReplica({
          id: 'replica',
          host: 'h',
          version: '1',
          elapsedMs: 0,
          forgeIds: ['forge'],
        }),
    ],
    ['data age', () => store.recordDataAge()],
    ['old samples', () => store.deleteOldSamples()],
    ['removed replica', () => store.deleteReplica('replica')],
    [
      'created chat',
      () => http.createChat({ publicId: chatId(), ownerId: 'ada', title: '', workspaceId: 'w' }),
    ],
    [
      'renamed chat',
      () =>
        http.updateChat({ ownerId: 'ada', chatId: chatId(), title: randomUUID(), archived: null }),
    ],
    [
      'archived chat',
      () => http.updateChat({ ownerId: 'ada', chatId: chatId(), title: null, archived: true }),
    ],
    [
      'snoozed chat',
      () =>
        http.snoozeChat({
          ownerId: 'ada',
          chatId: chatId(),
          until: pick(2) === 0 ? null : new Date(Date.now() + 3_600_000),
        }),
    ],
    [
      'read chats',
      () =>
        http.markChatsRead({
          ownerId: 'ada',
          chats: [chatId(), chatId()].map((publicId) => ({ publicId, changes: null })),
        }),
    ],
    ['unread chat', () => http.markChatUnread({ ownerId: 'ada', chatId: chatId() })],
    [
      'unarchived chat',
      () => http.updateChat({ ownerId: 'ada', chatId: chatId(), title: null, archived: false }),
    ],
    [
      'chat token',
      () => {
        const tokenHash = Buffer.from(randomUUID());
        return http.createChatToken({
          id: randomUUID(),
          ownerId: 'ada',
          chatId: chatId(),
          tokenHash,
        });
      },
    ],
    ['used chat token', () => http.findChatToken(Buffer.from('token'))],
    ['followed pull request', () => follow(ownChatId(), `agent/own-${pick(3)}`)],
    ['own pull requests that yield to pushes', () => discovery.yieldToPushes('ada')],
    ['deleted followed chats', () => discovery.deleteFollowedChats('ada', null)],
    ['deleted followed chat', () => discovery.deleteFollowedChats('ada', ownUrl(ownChatId()))],
    ['hidden pull request', () => discovery.hide('ada', ownUrl(ownChatId()))],
    ['hidden repository', () => discovery.hide('ada', 'https://forge.test/acme/app')],
    ['shown pull request', () => discovery.show('ada', ownUrl(ownChatId()))],
    [
      'discovery settings',
      () =>
        discovery.saveSettings({
          ownerId: 'ada',
          enabled: pick(2) === 0,
          botAuthors: [`bot-${pick(3)}`],
        }),
    ],
    ['deleted own chat', () => http.deleteChat('ada', ownChatId())],
    ['deleted chat', () => http.deleteChat('ada', chatId())],
    [
      'comment',
      () =>
        http.createComment({
          chat_id: chatId(),
          owner_id: 'ada',
          id: `comment-${pick(3)}`,
          git_remote_origin: origin,
          git_branch: 'main',
          pull_request_url: null,
          head_sha: null,
          path: 'a',
          old_line: 1,
          new_line: 1,
          start_line: null,
          quoted: '',
          body: '',
          target: 'agent',
          author_id: 'ada',
        }),
    ],
    ['received comment', () => http.receiveComment('ada', chatId(), `comment-${pick(3)}`)],
    ['old timeline', () => deleteOldTimeline(database, { ageMs: 0, mostEntries: 1 })],
    ['removed forge', () => releaseUnknownForges(database, ['other'])],
    ['added forge', () => releaseUnserved(database)],
    ['old validators', () => deleteOldValidators(database, 0)],
    ['ended budgets', () => deleteEndedBudgets(database)],
  ];
}

/** More heads of two repositories than are remembered, in any order. */
function listHeads(pick: (most: number) => number): SettledHead[] {
  return Array.from({ length: 5 }, () => ({
    forgeId: 'forge',
    repository: `acme/${pick(2)}`,
    baseBranch: 'main',
    headSha: `${pick(rememberedHeads + 10)}`,
    checks: { [randomUUID()]: 1 },
  }));
}

/** All chats and rows again, in a random physical order, half of them waiting for a token. */
async function arrange(): Promise<void> {
  await ensureUser(database, 'ada', 'ada');
  for (const id of chatIds) {
    await runSql(
      database,
      `INSERT INTO chats (id, owner_id, workspace_id) VALUES ($1, 'ada', 'w')
      ON CONFLICT (id) DO UPDATE SET archived = false`,
      [id],
    );
  }
  await runSql(database, 'DELETE FROM own_pull_requests');
  await runSql(
    database,
    `INSERT INTO chats (id, owner_id, workspace_id)
    SELECT id, 'ada', replace(id, '-', ':') FROM unnest($1::text[]) AS id
    ON CONFLICT (id) DO NOTHING`,
    [ownChatIds],
  );
  await runSql(
    database,
    `INSERT INTO own_pull_requests (owner_id, url, chat_id)
    SELECT 'ada', lower($2 || id), id FROM unnest($1::text[]) AS id ORDER BY random()`,
    [ownChatIds, lane.urlPrefix],
  );
  await runSql(database, 'DELETE FROM chat_diff_statuses');
  await runSql(
    database,
    `INSERT INTO chat_diff_statuses
      (chat_id, git_remote_origin, git_branch, forge_id, repository, stale_at, refreshed_at, url,
        pr_number, pull_request_state, pull_request_title, pull_request_draft, head_sha,
        pull_request_changed_at, recorded_revision, failure_kind)
    SELECT chat_id, $3, branch, 'forge', 'acme/app',
      now() + interval '1 hour' * (floor(random() * 2) - 0.5), now(), $4,
      1, 'open', 'title', false, repeat('a', 40), now() - interval '1 hour', 1,
      CASE WHEN random() < 0.5 THEN 'no_token' END
    FROM unnest($1::text[]) AS chat_id, unnest($2::text[]) AS branch ORDER BY random()`,
    [chatIds, branches, origin, url],
  );
  await runSql(
    database,
    `INSERT INTO chat_diff_statuses
      (chat_id, git_remote_origin, git_branch, forge_id, repository, stale_at)
    SELECT own.id, $3, own.branch, 'forge', 'acme/app', now()
    FROM unnest($1::text[], $2::text[]) AS own (id, branch) ORDER BY random()`,
    [ownChatIds, branches, origin],
  );
}

async function countDeadlocks(): Promise<number> {
  // Sessions report what they counted when they end.
  await database[Symbol.asyncDispose]();
  open();
  const [row] = await runSql<{ count: number }>(
    database,
    'SELECT deadlocks AS count FROM pg_stat_database WHERE datname = current_database()',
  );
  return row?.count ?? 0;
}

async function runTogether(work: readonly (() => Promise<unknown>)[]): Promise<void> {
  const results = await Promise.allSettled(work.map((each) => each()));
  const failed = results.filter((result) => result.status === 'rejected');
  expect(failed.map(({ reason }) => String(reason))).toEqual([]);
}

test('linking a token while a workspace is signalled stores both', async () => {
  for (let round = 0; round < 20; round += 1) {
    await arrange();
    const writers = new Map(listWriters((most) => round % most));
    const link = writers.get('linked token');
    const signal = writers.get('signal of a workspace');
    if (!link || !signal) throw new Error('no such writer');
    await runTogether([link, signal, link, signal, signal, link]);
  }
  expect(await countDeadlocks()).toBe(0);
});

test('no two writers deadlock or fail when they run together', {
  timeout: 300_000,
}, async () => {
  const count = listWriters(() => 0).length;
  const pairs = fc.tuple(fc.nat(count - 1), fc.nat(count - 1), fc.infiniteStream(fc.nat()));
  await fc.assert(
    fc.asyncProperty(pairs, async ([one, other, numbers]) => {
      await arrange();
      const pick = (most: number) => (numbers.next().value ?? 0) % most;
      const run = (index: number) => () => {
        const [, write] = listWriters(pick)[index] ?? [];
        return write?.() ?? Promise.resolve();
      };
      await runTogether([one, other, one, other, one, other].map(run));
    }),
    { numRuns: 400 },
  );
  expect(await countDeadlocks()).toBe(0);
});
