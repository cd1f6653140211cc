import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { AcquiredRow } from '../src/domain/tracked-branch.ts';
import { createSyncStore } from '../src/store/sync-store.ts';
import { applyDelivery, type HintStore } from '../src/sync/apply-delivery.ts';
import { describeEachDatabase } from './support/databases/describe-each-database.ts';
import { createDeliveringForge, toDeliveryBody, toFacts } from './support/scripted-deliveries.ts';
import { toPullRequest } from './support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore, inTwoMinutes } from './support/stored-chats.ts';

const forge = createDeliveringForge();
const repository = { owner: 'Acme', name: 'app' };

/** One version of a pull request at the forge: its title is its place in the history. */
interface Version {
  draft: boolean;
  headSha: string;
  /** Some forges report whole seconds. */
  changedAt: Date;
}

type Step =
  | { kind: 'change'; version: Omit<Version, 'changedAt'>; laterMs: number }
  /** A delivery about one of the versions so far: late, twice or in any order. */
  | { kind: 'deliver'; age: number }
  /** A refresh reads the forge now, and is stored at a later step. */
  | { kind: 'read' }
  | { kind: 'signal' }
  | { kind: 'record'; age: number };

const changes = fc.array(
  fc.record({
    kind: fc.constant('change' as const),
    version: fc.record({
      draft: fc.boolean(),
      headSha: fc.constantFrom('a'.repeat(40), 'b'.repeat(40)),
    }),
    laterMs: fc.constantFrom(0, 1_000),
  }),
  { maxLength: 2 },
);
const maybe = <Made extends Step>(step: fc.Arbitrary<Made>) => fc.array(step, { maxLength: 1 });

/** Rounds in which a refresh, changes and a delivery overlap. */
const steps: fc.Arbitrary<Step[]> = fc
  .array(
    fc.tuple(
      maybe(fc.constant({ kind: 'signal' as const })),
      changes,
      maybe(fc.constant({ kind: 'read' as const })),
      changes,
      maybe(fc.record({ kind: fc.constant('deliver' as const), age: fc.nat(2) })),
      maybe(fc.record({ kind: fc.constant('record' as const), age: fc.nat(1) })),
    ),
    { minLength: 2, maxLength: 5 },
  )
  .map((rounds) => rounds.flat(2));

describeEachDatabase('what a branch shows', (open) => {
  let arranged: ArrangedStore;
  let store: HintStore;
  let count = 0;

  beforeEach(() => {
    arranged = arrangeStore(open());
    store = createSyncStore(open());
  });

  test('never goes back to an earlier version, however reads and deliveries overlap', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        count += 1;
        const chatId = `chat-${count}`;
        const url = `https://forge.test/acme/app/pull/${count}`;
        await arranged.createChat(chatId);
        await arranged.signal(chatId, chatId);
        const start = Date.parse('2026-01-01T11:00:00Z');
        const versions: Version[] = [
          { draft: false, headSha: 'a'.repeat(40), changedAt: new Date(start) },
        ];
        const reads: { row: AcquiredRow; version: number }[] = [];
        let shown = -1;

        const read = async () => {
          const request = { chatId, leaseMs: 300_000, settledAfterMs: 0, keys: [] };
          const [row] = await arranged.store.acquireChat({ ...request, force: true });
          if (row) reads.push({ row, version: versions.length - 1 });
        };
        const record = async (age: number) => {
          const at = Math.max(0, reads.length - 1 - age);
          const [taken] = reads.splice(at, 1);
          const version = versions[taken?.version ?? 0];
          if (!taken || !version) return;
          const reported = { ...version, url, number: count, title: String(taken.version) };
          await arranged.store.recordPullRequest(taken.row, toPullRequest(reported), inTwoMinutes);
        };
        const deliver = async (age: number) => {
          const place = Math.max(0, versions.length - 1 - age);
          const version = versions[place];
          if (!version) return;
          const facts = toFacts({ ...version, url, number: count, title: String(place) });
          const named = { repository, branch: chatId };
          const hint = { kind: 'pull_request', url, head: named, facts } as const;
          const body = toDeliveryBody([hint], repository);
          await applyDelivery({ headers: {}, body, receivedAt: new Date() }, forge, store);
        };
        const run = async (step: Step) => {
          switch (step.kind) {
            case 'change': {
              const last = versions.at(-1)?.changedAt.getTime() ?? start;
              versions.push({ ...step.version, changedAt: new Date(last + step.laterMs) });
              return;
            }
            case 'deliver':
              return deliver(step.age);
            case 'read':
              return read();
            case 'signal':
              return arranged.signal(chatId, chatId);
            case 'record':
              return record(step.age);
          }
        };

        await read();
        await record(0);
        for (const step of history) {
          await run(step);
          const stored = await arranged.read(chatId);
          const version = versions[Number(stored.pull_request_title)];
          expect(Number(stored.pull_request_title)).toBeGreaterThanOrEqual(shown);
          shown = Number(stored.pull_request_title);
          expect(stored).toMatchObject({
            head_sha: version?.headSha,
            pull_request_draft: version?.draft,
          });
        }
        await arranged.signal(chatId, chatId);
        await read();
        await record(0);
        expect(Number((await arranged.read(chatId)).pull_request_title)).toBe(versions.length - 1);
      }),
      { numRuns: 80 },
    );
  });
});
