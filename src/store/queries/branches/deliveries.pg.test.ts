import { beforeEach, describe, expect, test } from 'vitest';
import { toChecks } from '../../../../test/support/checks.ts';
import { describeEachDatabase } from '../../../../test/support/databases/describe-each-database.ts';
import { toFacts } from '../../../../test/support/scripted-deliveries.ts';
import { toPullRequest } from '../../../../test/support/scripted-forge.ts';
import {
  type ArrangedStore,
  arrangeStore,
  atOneInstant,
  inTwoMinutes,
  origin,
} from '../../../../test/support/stored-chats.ts';
import type { MarkedDue, NamedBranch, RepositoryBranch } from '../../../domain/delivery.ts';
import type { Database } from '../../database.ts';
import { createSyncStore } from '../../sync-store.ts';
import { updateChat } from '../chats/update-chat.ts';

const branch = 'agent/work';
const app = { owner: 'Acme', name: 'app' };
const head: RepositoryBranch = { repository: 'acme/app', branch };
const { url } = toPullRequest();
const commit = {
  forgeId: 'forge',
  repository: 'acme/app',
  sha: 'a'.repeat(40),
  pullRequestPrefix: 'https://forge.test/acme/app/pull/',
};

describeEachDatabase('a delivery', (open) => {
  let database: Database;
  let arranged: ArrangedStore;
  let webhooks: ReturnType<typeof createSyncStore>;

  beforeEach(async () => {
    database = open();
    arranged = arrangeStore(database);
    webhooks = createSyncStore(database);
    await arranged.createChat('one');
  });

  const markBranch = (named = head, forgeId = 'forge') =>
    countDue(webhooks.markBranchDue({ forgeId, head: named, url: null, isRoutine: false }));
  const refresh = async (change = {}, due = inTwoMinutes) => {
    const row = await arranged.signalAndAcquire('one', branch);
    await arranged.store.recordPullRequest(row, toPullRequest(change), due);
  };

  // S14: checks may be started again while a pull request is closed, and no refresh reads them then.
  test('that reopens a pull request keeps no checks from before it was closed', async () => {
    await refresh({ checks: toChecks({ passed: 1 }), changedAt: new Date(0) });
    await refresh({ state: 'closed', checks: null, changedAt: new Date(1_000) });
    expect(await arranged.read('one')).toMatchObject({ checks_passed: 1 });
    const facts = toFacts({ url, state: 'open', changedAt: new Date(2_000) });
    const named = { repository: app, branch };
    await webhooks.recordPullRequestFacts({ forgeId: 'forge', head: named, facts });
    expect(await arranged.read('one')).toMatchObject({
      checks_passed: null,
      checks_head_sha: null,
    });
  });

  test('is not needed where a refresh finds it reopened, without its checks', async () => {
    await refresh({ checks: toChecks({ passed: 1 }) });
    await refresh({ state: 'closed', checks: null });
    await refresh({ state: 'open', checks: null });
    expect(await arranged.read('one')).toMatchObject({ checks_passed: null });
  });

  describe('about a branch', () => {
    test('makes its rows due in every chat of every owner', async () => {
      await arranged.createChat('two', 'grace');
      await arranged.signal('one', branch);
      await arranged.signal('two', branch, 'forge', 'grace');
      await arranged.pass(1_000);
      await arranged.acquire();

      expect(await markBranch()).toBe(2);

      for (const id of ['one', 'two']) expect(await arranged.dueIn(id)).toBeLessThan(0);
    });

    test('names the rows that it makes due, with the revisions that it writes', async () => {
      await refresh();
      const named = { forgeId: 'forge', head, url: null, isRoutine: true };
      const { due } = await webhooks.markBranchDue(named);
      const { revision } = await arranged.read('one');
      expect(due).toEqual([{ chatId: 'one', remoteOrigin: origin, branch, revision }]);
      const { headSha } = toPullRequest();
      const shown = { headSha: headSha ?? '', are: 'left_alone' } as const;
      expect(await webhooks.markBranchDue({ ...named, shown })).toEqual({
        rowCount: 1,
        due: [],
      });
    });

    test('updates the time of the last change, but not of the last push signal', async () => {
      await refresh();
      await arranged.pass(60_000);
      const before = await arranged.read('one');
      await markBranch();

      const after = await arranged.read('one');
      expect(after.revision).toBe(before.revision + 1);
      expect(after.reported_at).toEqual(before.reported_at);
      expect(after.updated_at.getTime()).toBeGreaterThan(before.updated_at.getTime() + 59_000);
    });

    test.each([
      ['another repository', { repository: 'grace/app', branch }, 'forge'],
      ['another branch', { repository: 'acme/app', branch: 'Agent/Work' }, 'forge'],
      ['another forge', head, 'other'],
    ])('does not affect rows of %s', async (_name, named, forgeId) => {
      await arranged.signal('one', branch);
      expect(await markBranch(named, forgeId)).toBe(0);
    });

    test('skips archived chats', async () => {
      await arranged.signal('one', branch);
      await updateChat(database, { ownerId: 'ada', chatId: 'one', title: null, archived: true });
      expect(await markBranch()).toBe(0);
      expect(await arranged.dueIn('one')).toBeNull();
    });

    test('makes a row due that was not scheduled because its pull request is merged', async () => {
      await refresh({ state: 'merged' }, { kind: 'never' });
      await markBranch();
      expect(await arranged.dueIn('one')).toBeLessThan(0);
    });

    test('causes one refresh together with others that follow at once', async () => {
      await refresh();
      await arranged.pass(60_000);
      await atOneInstant(database, async (frozen) => {
        const due = { forgeId: 'forge', head, url: null, isRoutine: false };
        await createSyncStore(frozen).markBranchDue(due);
        await createSyncStore(frozen).markBranchDue(due);
        expect(await arrangeStore(frozen).acquire()).toEqual([]);
      });
      await arranged.pass(300);
      expect(await arranged.acquire()).toHaveLength(1);
    });

    test('S2: keeps the row due during a refresh, whose result is stored', async () => {
      const row = await arranged.signalAndAcquire('one', branch);
      await markBranch();
      await markBranch();

      const recorded = await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);

      expect(recorded).toBe('interrupted');
      expect(await arranged.dueIn('one')).toBeLessThan(0);
      expect((await arranged.read('one')).url).toBe(url);
    });
  });

  describe('about a pull request', () => {
    test('makes the rows due that show it, whatever their branch', async () => {
      await refresh();
      const named = { forgeId: 'forge', head: null, url, isRoutine: false };
      expect(await countDue(webhooks.markBranchDue(named))).toBe(1);
      const other = `${url}2`;
      expect(await countDue(webhooks.markBranchDue({ ...named, url: other }))).toBe(0);
    });
  });

  describe('about a repository that is known by its id', () => {
    const repository = { name: 'Acme/Renamed', id: '7' };
    const identified = async () => {
      const row = await arranged.signalAndAcquire('one', branch);
      await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes, repository);
    };
    const facts = toFacts({ changedAt: new Date(Date.now() + 1_000) });
    const recordFacts = async (recorded: Parameters<typeof webhooks.recordPullRequestFacts>[0]) =>
      (await webhooks.recordPullRequestFacts(recorded)).length;
    const record = (id: string | null, name = 'app') =>
      recordFacts({
        forgeId: 'forge',
        head: { repository: { owner: 'acme', name, id }, branch },
        facts,
      });

    test('finds its rows by the id, by the new name, and not by the old one', async () => {
      await identified();
      const named = (name: string, repositoryId: string | null) =>
        markBranch({ repository: name, repositoryId, branch });
      expect(await named('acme/app', '7')).toBe(1);
      expect(await named('acme/renamed', null)).toBe(1);
      expect(await named('acme/app', null)).toBe(0);
      expect(await named('acme/renamed', '8')).toBe(0);
    });

    test('keeps name and id when the branch is pushed to the old name', async () => {
      await identified();
      await arranged.signal('one', branch);
      expect(await markBranch({ repository: 'acme/renamed', repositoryId: '7', branch })).toBe(1);
    });

    test('changes no row for a pull request of another repository at the same address', async () => {
      await identified();
      expect(await record('8')).toBe(0);
      const other = { repository: 'acme/app', repositoryId: '8', branch };
      const named = { forgeId: 'forge', head: other, url, isRoutine: false };
      expect(await countDue(webhooks.markBranchDue(named))).toBe(0);
      expect(await record('7', 'renamed')).toBe(1);
    });

    test('changes no row for a pull request that names no repository', async () => {
      await identified();
      const nameless = { forgeId: 'forge', head: null, facts };
      expect(await recordFacts(nameless)).toBe(0);
      expect(await record(null)).toBe(0);
      const marked = { forgeId: 'forge', head: null, url, isRoutine: false };
      expect(await countDue(webhooks.markBranchDue(marked))).toBe(1);
    });

    test('finds its rows by a commit, and no row of the same name by one of another', async () => {
      const row = await arranged.signalAndAcquire('one', branch);
      const pullRequest = toPullRequest({ headSha: commit.sha });
      await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes, {
        name: 'acme/app',
        id: '7',
      });
      const named = (change: object) => countDue(webhooks.markCommitDue({ ...commit, ...change }));
      expect(await named({ repositoryId: '8' })).toBe(0);
      expect(await named({ repositoryId: '7' })).toBe(1);
      const renamed = { repository: 'acme/renamed', pullRequestPrefix: 'https://forge.test/x/' };
      expect(await named({ ...renamed, repositoryId: '7' })).toBe(1);
    });
  });

  describe('about a commit', () => {
    test('makes the rows due whose head it is', async () => {
      await refresh();
      expect(await countDue(webhooks.markCommitDue(commit))).toBe(1);
      expect(await countDue(webhooks.markCommitDue({ ...commit, sha: 'b'.repeat(40) }))).toBe(0);
    });

    test('lets a row wait for other checks, unless the row is urgent', async () => {
      const earliest = () =>
        arranged.store.findEarliestDue({
          forgeId: 'forge',
          exclusions: { ownerIds: [], keys: [] },
          lingerMs: 10_000,
        });
      await refresh();
      await webhooks.markCommitDue(commit);
      expect(await earliest()).toBeGreaterThan(1_000);

      await markBranch();
      await webhooks.markCommitDue(commit);
      await arranged.pass(1_000);

      expect(await earliest()).toBe(0);
    });

    test('finds a fork by the base repository of its pull request', async () => {
      await refresh({ url: 'https://forge.test/Upstream/App/pull/7' });
      const upstream = { ...commit, repository: 'upstream/app' };
      const prefix = 'https://forge.test/upstream/app/pull/';

      expect(
        await countDue(webhooks.markCommitDue({ ...upstream, pullRequestPrefix: prefix })),
      ).toBe(1);
    });

    test('does not affect rows with the same commit in another repository', async () => {
      await refresh();
      const elsewhere = 'https://forge.test/grace/app/pull/';
      const copy = { ...commit, repository: 'grace/app', pullRequestPrefix: elsewhere };
      expect(await countDue(webhooks.markCommitDue(copy))).toBe(0);
    });
  });

  /** The owner's token can read the repository, and there is no pull request yet. */
  const refreshWithoutPullRequest = async () => {
    const row = await arranged.signalAndAcquire('one', branch);
    await arranged.store.recordNoPullRequest(row, { kind: 'when_lease_ends' });
    await arranged.signal('one', branch);
    return row;
  };

  describe('with facts of a pull request', () => {
    const record = async (
      change = {},
      named: NamedBranch | null = { repository: app, branch },
    ): Promise<number> => {
      const recorded = { forgeId: 'forge', head: named, facts: toFacts(change) };
      return (await webhooks.recordPullRequestFacts(recorded)).length;
    };

    test('shows them on a branch without a pull request', async () => {
      await refreshWithoutPullRequest();

      expect(await record()).toBe(1);

      expect(await arranged.read('one')).toMatchObject({
        url,
        pr_number: 1,
        pull_request_state: 'open',
        pull_request_title: 'Fix flaky login test',
        pull_request_draft: false,
        pull_request_changed_at: toFacts().changedAt,
        base_branch: 'main',
        head_repository: 'Acme/app',
        head_branch: branch,
        head_sha: 'a'.repeat(40),
        author_login: 'ada',
      });
      expect(await arranged.dueIn('one')).toBeLessThan(0);
    });

    test.each([
      ['the same branch of another repository', { repository: { ...app, owner: 'grace' }, branch }],
      ['another branch', { repository: app, branch: 'main' }],
      ['a deleted fork', null],
    ])('never shows them on a branch because of %s', async (_name, named) => {
      await refreshWithoutPullRequest();
      expect(await record({}, named)).toBe(0);
      expect((await arranged.read('one')).url).toBeNull();
    });

    test.each(['closed', 'merged'] as const)(
      'never shows a %s one on a branch without one: it may belong to an earlier branch of that name',
      async (state) => {
        await refreshWithoutPullRequest();
        expect(await record({ state })).toBe(0);
      },
    );

    test('S12: shows them only to owners whose token could read the repository', async () => {
      await arranged.signal('one', branch);
      expect(await record()).toBe(0);
      const row = await arranged.signalAndAcquire('one', branch);
      const failure = { kind: 'not_found', message: 'hidden' } as const;
      await arranged.store.recordFailure(row, failure, inTwoMinutes);
      expect(await record()).toBe(0);
    });

    test('shows them even if the forge was unavailable a moment ago', async () => {
      const row = await refreshWithoutPullRequest();
      const failure = { kind: 'unavailable', message: 'down' } as const;
      await arranged.signal('one', branch);
      await arranged.store.recordFailure(row, failure, inTwoMinutes);
      expect(await record()).toBe(1);
    });

    test('never replaces an open pull request by another one', async () => {
      await refresh();
      expect(await record({ url: `${url}2`, number: 12 })).toBe(0);
    });

    test('replaces a settled one by a later open one, and clears its other values', async () => {
      await refresh({ state: 'merged', approved: true, reviewerCount: 2 }, { kind: 'never' });

      expect(await record({ url: `${url}2`, number: 12 })).toBe(1);

      expect(await arranged.read('one')).toMatchObject({
        url: `${url}2`,
        pull_request_state: 'open',
        approved: null,
        reviewer_count: null,
        additions: null,
        checks_state: null,
        mergeability: null,
        labels: null,
      });
    });

    test.each([
      ['an earlier one', { url: 'https://forge.test/acme/app/pull/0', number: 0 }],
      ['one of another repository', { url: 'https://forge.test/grace/app/pull/12', number: 12 }],
      ['one that is settled as well', { url: `${url}2`, number: 12, state: 'closed' }],
    ])('does not replace a settled one by %s', async (_name, change) => {
      await refresh({ state: 'closed' });
      expect(await record(change)).toBe(0);
    });

    test.each(['merged', 'closed'] as const)(
      'clears how it was to be merged when it is %s',
      async (state) => {
        await refresh({ autoMerge: true, inMergeQueue: true, mergeQueuePosition: 2 });
        await record({ state });
        expect(await arranged.read('one')).toMatchObject({
          pull_request_state: state,
          auto_merge: false,
          in_merge_queue: false,
          merge_queue_position: null,
          mergeability: 'unknown',
          mergeable: null,
          approved: false,
        });
      },
    );

    test('keeps what they do not report while the commit is the same', async () => {
      await refresh({ approved: true });
      await record({ title: 'Fix it for good' });

      expect(await arranged.read('one')).toMatchObject({
        pull_request_title: 'Fix it for good',
        approved: true,
        additions: 3,
        checks_state: 'passed',
        mergeability: 'mergeable',
      });
    });

    test('keeps the head repository when they do not name it, until it is cleared', async () => {
      await refresh({ headRepository: 'Acme/app' });
      await record({}, null);
      expect((await arranged.read('one')).head_repository).toBe('Acme/app');

      const row = await arranged.signalAndAcquire('one', branch);
      await arranged.store.clearPullRequest(row, inTwoMinutes);
      expect((await arranged.read('one')).head_repository).toBeNull();
    });

    test.each([
      ['commit', { headSha: 'b'.repeat(40) }],
      ['base branch', { baseBranch: 'release' }],
    ])('clears the counts and checks of the previous %s', async (_, change) => {
      await refresh({ approved: true });
      await record(change);

      expect(await arranged.read('one')).toMatchObject({
        approved: true,
        additions: null,
        checks_state: null,
        checks_passed: null,
        mergeability: null,
        mergeable: null,
      });
    });

    test('is ignored when it is older than what is stored', async () => {
      await refreshWithoutPullRequest();
      await record({ title: 'new', changedAt: new Date('2026-01-01T11:05:00Z') });
      expect(await record({ title: 'old', changedAt: new Date('2026-01-01T11:00:00Z') })).toBe(0);
      expect((await arranged.read('one')).pull_request_title).toBe('new');
    });

    test('but without an instant adds an open one, and changes nothing that is stored', async () => {
      await refreshWithoutPullRequest();
      expect(await record({ changedAt: null, state: 'closed' })).toBe(0);
      expect(await record({ changedAt: null })).toBe(1);
      expect(await record({ changedAt: null, title: 'other' })).toBe(0);
    });

    test('never reopens a merged one, whatever the instant', async () => {
      await refresh({ state: 'merged' }, { kind: 'never' });
      const changedAt = new Date('2027-01-01T00:00:00Z');
      expect(await record({ state: 'open', changedAt })).toBe(0);
      expect(await record({ state: 'closed', changedAt })).toBe(0);
      expect((await arranged.read('one')).pull_request_state).toBe('merged');
    });

    test.each(
      toPermutations([
        { state: 'open', changedAt: new Date('2026-01-01T11:00:00Z') },
        // The same second, because some forges report whole seconds.
        { state: 'closed', changedAt: new Date('2026-01-01T11:05:00Z') },
        { state: 'merged', changedAt: new Date('2026-01-01T11:05:00Z') },
      ] as const),
    )('ends as merged in the order %o, %o, %o', async (...order) => {
      await refresh({ changedAt: new Date('2026-01-01T10:00:00Z') });
      for (const change of order) await record(change);
      expect((await arranged.read('one')).pull_request_state).toBe('merged');
    });

    test('stores text without NUL characters', async () => {
      await refreshWithoutPullRequest();
      await record({ title: 'a\0b' });
      expect((await arranged.read('one')).pull_request_title).toBe('ab');
    });
  });
});

async function countDue(marking: Promise<MarkedDue>): Promise<number> {
  return (await marking).rowCount;
}

function toPermutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) =>
    toPermutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
