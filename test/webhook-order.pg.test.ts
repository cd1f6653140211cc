import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { PullRequestFacts } from '../src/domain/delivery.ts';
import { createSyncStore } from '../src/store/sync-store.ts';
import { applyDelivery, type HintStore } from '../src/sync/apply-delivery.ts';
import { describeEachDatabase } from './support/databases/describe-each-database.ts';
import { createDeliveringForge, toDeliveryBody, toFacts } from './support/scripted-deliveries.ts';
import { toPullRequest } from './support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore, inTwoMinutes } from './support/stored-chats.ts';

const forge = createDeliveringForge();
const repository = { owner: 'Acme', name: 'app' };

/** The facts of a pull request that a forge sends from its opening on, oldest first. */
const histories = fc
  .record({
    before: fc.array(
      fc.record({
        state: fc.constantFrom('open', 'closed'),
        draft: fc.boolean(),
        headSha: fc.constantFrom('a'.repeat(40), 'b'.repeat(40)),
        // Some forges report whole seconds.
        laterMs: fc.constantFrom(1_000, 60_000),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    isMerged: fc.boolean(),
  })
  .map(({ before, isMerged }): PullRequestFacts[] => {
    let at = Date.parse('2026-01-01T11:00:00Z');
    const reported = before.map(({ laterMs, ...change }, index) => {
      at += laterMs;
      return toFacts({ ...change, title: `title ${index}`, changedAt: new Date(at) });
    });
    const last = { ...reported.at(-1), title: 'merged', state: 'merged' as const };
    return isMerged
      ? [...reported, toFacts({ ...last, changedAt: new Date(at + 1_000) })]
      : reported;
  });

/** The same deliveries in any order, some of them twice. */
const deliveries = histories.chain((history) =>
  fc.record({
    history: fc.constant(history),
    order: fc
      .subarray(history)
      .chain((twice) => fc.shuffledSubarray([...history, ...twice], { minLength: history.length }))
      .map((some) => [...some, ...history.filter((facts) => !some.includes(facts))]),
  }),
);

describeEachDatabase('deliveries of one pull request', (open) => {
  let arranged: ArrangedStore;
  let store: HintStore;
  let count = 0;

  beforeEach(() => {
    arranged = arrangeStore(open());
    store = createSyncStore(open());
  });

  const deliver = (branch: string, facts: PullRequestFacts) => {
    const { url } = facts;
    const hint = { kind: 'pull_request', url, head: { repository, branch }, facts } as const;
    const body = toDeliveryBody([hint], repository);
    return applyDelivery({ headers: {}, body, receivedAt: new Date() }, forge, store);
  };

  test('end at the newest facts, in any order and any number of copies', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ history, order }) => {
        count += 1;
        const chatId = `chat-${count}`;
        const url = `https://forge.test/acme/app/pull/${count}`;
        await arranged.createChat(chatId);
        await arranged.signal(chatId, chatId);
        await arranged.pass(1_000);
        const acquired = await arranged.acquire();
        const row = acquired.find((candidate) => candidate.chatId === chatId);
        if (!row) throw new Error('the signalled row was not acquired');
        const opened = toPullRequest({ url, number: count, changedAt: new Date(0) });
        await arranged.store.recordPullRequest(row, opened, inTwoMinutes);

        for (const facts of order) await deliver(chatId, { ...facts, url, number: count });

        const newest = history.at(-1);
        expect(await arranged.read(chatId)).toMatchObject({
          url,
          pull_request_state: newest?.state,
          pull_request_title: newest?.title,
          pull_request_draft: newest?.draft,
          pull_request_changed_at: newest?.changedAt,
          head_sha: newest?.headSha,
        });
        expect(await arranged.dueIn(chatId)).toBeLessThan(0);
      }),
      { numRuns: 60 },
    );
  });
});
