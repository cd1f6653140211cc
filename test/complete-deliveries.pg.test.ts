import { beforeEach, expect, test } from 'vitest';
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
