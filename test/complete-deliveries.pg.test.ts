import { beforeEach, describe, expect, test } from 'vitest';
import type { WebhookHint } from '../src/domain/delivery.ts';
import type { PullRequest } from '../src/domain/diff-status.ts';
import { applyDelivery } from '../src/sync/apply-delivery.ts';
import { describeEachDatabase } from './support/databases/describe-each-database.ts';
import { createDeliveringForge, toDeliveryBody, toFacts } from './support/scripted-deliveries.ts';
import { toPullRequest } from './support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore, inTwoMinutes } from './support/stored-chats.ts';

const branch = 'agent/work';
const app = { owner: 'Acme', name: 'app' };
const { url } = toPullRequest();

describeEachDatabase('facts that are all that has changed', (open) => {
  let arranged: ArrangedStore;

  beforeEach(async () => {
    arranged = arrangeStore(open());
    await arranged.createChat('one');
  });

  async function refresh(change: Partial<PullRequest>): Promise<void> {
    const row = await arranged.signalAndAcquire('one', branch);
    await arranged.store.recordPullRequest(row, toPullRequest(change), inTwoMinutes);
  }

  const label = { name: 'bug', color: '#d73a4a' };
  const changedAt = new Date('2026-01-01T12:00:00Z');
  const facts = toFacts({
    changedAt,
    labels: [label],
    requestedReviewers: [],
    autoMerge: true,
  });
  const named = { repository: app, branch };
  const deliver = async () => {
    const hint = { kind: 'pull_request', url, head: named, facts } as const;
    const body = toDeliveryBody([{ ...hint, isComplete: true }], app);
    const forge = createDeliveringForge();
    return applyDelivery({ headers: {}, body, receivedAt: new Date() }, forge, arranged.store);
  };

  test('are shown, and the row is not due', async () => {
    await refresh({ changedAt: new Date('2026-01-01T11:00:00Z') });
    expect(await deliver()).toMatchObject({ kind: 'applied', rowCount: 1, due: [] });
    expect(await arranged.read('one')).toMatchObject({ labels: [label], auto_merge: true });
    expect(await arranged.dueIn('one')).toBeGreaterThan(60_000);
  });

  test.each([
    ['at the same instant', 0],
    ['within the second that deliveries are rounded to', 700],
  ])('make the row due where they cannot be ordered: %s', async (_, laterMs) => {
    await refresh({ changedAt: new Date(changedAt.getTime() + laterMs) });
    await deliver();
    expect(await arranged.read('one')).toMatchObject({ labels: [] });
    expect(await arranged.dueIn('one')).toBeLessThan(0);
  });

  test('change nothing where something newer is shown', async () => {
    await refresh({ changedAt: new Date('2026-01-01T13:00:00Z') });
    expect(await deliver()).toMatchObject({ kind: 'applied', rowCount: 1, due: [] });
    expect(await arranged.read('one')).toMatchObject({ labels: [] });
    expect(await arranged.dueIn('one')).toBeGreaterThan(60_000);
  });

  test('are not taken back by a refresh that began before', async () => {
    const before = { changedAt: new Date('2026-01-01T11:00:00Z') };
    await refresh(before);
    const row = await arranged.signalAndAcquire('one', branch);
    await deliver();
    await arranged.store.recordPullRequest(row, toPullRequest(before), inTwoMinutes);
    expect(await arranged.read('one')).toMatchObject({ labels: [label], auto_merge: true });
  });
});

describeEachDatabase('a delivery after which the row lacks details only', (open) => {
  let arranged: ArrangedStore;
  const shownSha = 'a'.repeat(40);
  const pushedSha = 'b'.repeat(40);

  beforeEach(async () => {
    arranged = arrangeStore(open());
    await arranged.createChat('one');
    const row = await arranged.signalAndAcquire('one', branch);
    const before = new Date('2026-01-01T11:00:00Z');
    const pullRequest = toPullRequest({ headSha: shownSha, changedAt: before });
    await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
    await arranged.pass(60_000);
  });

  const deliver = (hint: WebhookHint) => {
    const body = toDeliveryBody([hint], app);
    const forge = createDeliveringForge();
    return applyDelivery({ headers: {}, body, receivedAt: new Date() }, forge, arranged.store);
  };
  const deliverFacts = () => {
    const facts = toFacts({ headSha: pushedSha, changedAt: new Date('2026-01-01T12:00:00Z') });
    const head = { repository: app, branch };
    return deliver({ kind: 'pull_request', url, head, facts, lacksDetailsOnly: true });
  };
  const deliverPush = (sha: string) => deliver({ kind: 'branch', repository: app, branch, sha });
  /** Whether it waits for the deliveries of the next seconds. */
  const isRoutine = async () => {
    await arranged.pass(1_000);
    const rows = await arranged.acquire();
    expect(rows).toHaveLength(1);
    return rows[0]?.routine;
  };
  const push = (sha: string) => arranged.signal('one', branch, 'forge', 'ada', sha);
  const findDue = () =>
    arranged.store.findEarliestDue({
      forgeId: 'forge',
      exclusions: { ownerIds: [], keys: [] },
      lingerMs: 3_600_000,
    });

  test('shows its facts, and the row waits for others', async () => {
    await deliverFacts();
    expect(await arranged.read('one')).toMatchObject({ head_sha: pushedSha });
    expect(await findDue()).toBeGreaterThan(1_800_000);
    expect(await isRoutine()).toBe(true);
  });

  test('and after another one about the same change, too', async () => {
    await deliverFacts();
    await deliverFacts();
    expect(await isRoutine()).toBe(true);
  });

  test('lets the row wait that the push of its commit made due', async () => {
    await push(pushedSha);
    await deliverFacts();
    expect(await isRoutine()).toBe(true);
  });

  test('does not delay the push of another commit, or a row that is due for something else', async () => {
    await push('c'.repeat(40));
    await deliverFacts();
    expect(await isRoutine()).toBe(false);
    await deliver({ kind: 'branch', repository: app, branch });
    await deliverFacts();
    expect(await isRoutine()).toBe(false);
  });

  test('makes a row due at once that may not show its facts', async () => {
    const row = await arranged.signalAndAcquire('one', branch);
    const failure = { kind: 'forbidden', message: 'No access.' } as const;
    await arranged.store.recordFailure(row, failure, inTwoMinutes);
    await deliverFacts();
    expect(await arranged.read('one')).toMatchObject({ head_sha: shownSha });
    expect(await isRoutine()).toBe(false);
  });

  describe('of a push', () => {
    test('lets a row wait that shows the commit', async () => {
      await deliverPush(shownSha);
      expect(await isRoutine()).toBe(true);
    });

    test('makes a row due at once that shows another', async () => {
      await deliverPush(pushedSha);
      expect(await isRoutine()).toBe(false);
    });
  });

  test('keeps the row due during a refresh (S2)', async () => {
    const row = await arranged.signalAndAcquire('one', branch);
    await deliverFacts();
    await arranged.store.recordPullRequest(row, toPullRequest(), inTwoMinutes);
    await arranged.pass(1_000);
    expect(await arranged.acquire()).toHaveLength(1);
  });
});
